import { useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { Input } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { fieldType } from "../registry";
import { decimalOf } from "./numberType";
import { asText } from "./textType";

/** Formatted while it rests, plain while it is edited. What cannot be read stays as typed, for the message to point at. */
export function TypedFormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required, readOnly, autoFocus }: FormInputProps) {
  const t = useT();
  const language = useLanguage();
  const type = fieldType(field.type);
  const [draft, setDraft] = useState<string | null>(null);
  const stays = typeof value === "string" && (type.isStored?.(value) ?? decimalOf(value) !== null) === false;
  const resting = stays ? value : type.format(value, field, language);
  return (
    <Input
      id={id}
      inputMode={type.align === "right" ? "decimal" : undefined}
      autoComplete="off"
      alignRight={type.align === "right"}
      placeholder={type.hint && !readOnly ? t(type.hint) : undefined}
      value={draft ?? resting}
      aria-required={required}
      aria-describedby={describedBy}
      invalid={invalid}
      readOnly={readOnly}
      autoFocus={autoFocus}
      onFocus={() => {
        if (!readOnly) setDraft(type.editText?.(value, field) ?? asText(value));
      }}
      onChange={(event) => {
        setDraft(event.target.value);
        const parsed = type.parse(event.target.value, field, language);
        onChange(parsed.ok ? parsed.value : event.target.value);
      }}
      onBlur={() => {
        setDraft(null);
        onBlur?.();
      }}
    />
  );
}
