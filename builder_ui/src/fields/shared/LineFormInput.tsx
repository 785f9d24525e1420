import { Input } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { asText } from "./textType";

const KIND: Readonly<Record<string, { type?: string; inputMode?: "tel" | "email" | "url"; autoComplete?: string }>> = {
  phone: { type: "tel", inputMode: "tel" },
  email: { inputMode: "email" },
  url: { inputMode: "url" },
};

export function LineFormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required, readOnly, autoFocus }: FormInputProps) {
  const max = typeof field.settings.max === "number" && field.type === "text" ? field.settings.max : undefined;
  return (
    <Input
      {...KIND[field.type]}
      id={id}
      value={asText(value)}
      maxLength={max}
      autoComplete="off"
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
