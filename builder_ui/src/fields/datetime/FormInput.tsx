import { DateInput } from "@/ui/DateInput";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";
import { localText } from "./localText";

export function FormInput({ id, field, value, onChange, onBlur, invalid, describedBy, required, readOnly, autoFocus }: FormInputProps) {
  return <DateInput withTime id={id} label={field.label} value={asText(value)} shownText={localText(asText(value))} onChange={(next) => onChange(next || null)} onBlur={onBlur} invalid={invalid} describedBy={describedBy} required={required} readOnly={readOnly} autoFocus={autoFocus} />;
}
