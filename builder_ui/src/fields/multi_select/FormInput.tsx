import { MultiSelect } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import type { FormInputProps } from "../contract";

export function FormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required = false, readOnly = false, autoFocus = false }: FormInputProps) {
  return (
    <MultiSelect
      id={id}
      labelledBy={`${id}-label ${id}`}
      describedBy={describedBy ?? ""}
      invalid={invalid}
      required={required}
      disabled={readOnly}
      startOpen={autoFocus}
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={onChange}
      onBlur={() => onBlur?.()}
      options={(field.settings.options ?? []).map((option) => ({ value: option.id, label: option.label, shown: <Tag color={option.color}>{option.label}</Tag> }))}
    />
  );
}
