import { useState } from "react";
import { Select } from "@/ui/Select";
import { Tag } from "@/ui/Tag";
import type { FormInputProps } from "../contract";
import { allowedOptions } from "./allowed";

export function FormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required = false, readOnly = false, autoFocus = false, place }: FormInputProps) {
  // Transitions start from what is stored, not from what was picked a moment ago.
  const [stored] = useState(place.record === null ? null : value);
  return (
    <Select
      id={id}
      labelledBy={`${id}-label ${id}`}
      describedBy={describedBy ?? ""}
      invalid={invalid}
      required={required}
      disabled={readOnly}
      startOpen={autoFocus}
      clearable={!required}
      value={typeof value === "string" ? value : null}
      onChange={onChange}
      onBlur={() => onBlur?.()}
      options={allowedOptions(field, stored).map((option) => ({ value: option.id, label: option.label, shown: <Tag color={option.color}>{option.label}</Tag> }))}
    />
  );
}
