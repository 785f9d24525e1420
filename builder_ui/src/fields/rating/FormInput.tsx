import type { FormInputProps } from "../contract";
import { Marks } from "./Marks";
import { ratingOf } from "./index";

export function FormInput({ id, field, value, onChange, onBlur, describedBy, invalid = false, readOnly = false, autoFocus = false }: FormInputProps) {
  return <Marks id={id} field={field} value={ratingOf(value)} size={24} disabled={readOnly} autoFocus={autoFocus} describedBy={describedBy} invalid={invalid} onChange={onChange} onBlur={onBlur} />;
}
