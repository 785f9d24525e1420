import { TextArea } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";

export function FormInput({ id, value, onChange, onBlur, invalid = false, describedBy, required, readOnly, autoFocus }: FormInputProps) {
  const text = asText(value);
  return (
    <TextArea
      id={id}
      value={text}
      rows={Math.min(8, Math.max(3, text.split("\n").length + 1))}
      aria-required={required}
      aria-describedby={describedBy}
      invalid={invalid}
      readOnly={readOnly}
      autoFocus={autoFocus}
      onBlur={onBlur}
      onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
    />
  );
}
