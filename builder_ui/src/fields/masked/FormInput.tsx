import { useState } from "react";
import { useT } from "@/i18n";
import type { FormInputProps } from "../contract";
import { fieldType } from "../registry";

/** The hidden type's own control, empty: what is typed replaces the value, and nothing typed leaves it alone. */
export function FormInput(props: FormInputProps) {
  const t = useT();
  const { id, field, value, place, onChange } = props;
  const [stars] = useState(place.record === null ? null : value);
  const type = fieldType(String(field.settings.hides ?? "text"));
  const hint = stars !== null && stars !== undefined && value === stars;
  return (
    <>
      <type.FormInput
        {...props}
        field={{ ...field, type: type.type, masked: false }}
        value={hint ? null : value}
        describedBy={[props.describedBy, hint ? `${id}-hidden` : ""].filter(Boolean).join(" ") || undefined}
        onChange={(next) => onChange(type.isEmpty(next) ? (stars ?? null) : next)}
      />
      {hint && <p className="muted small" id={`${id}-hidden`}>{t("fields:masked_hint")}</p>}
    </>
  );
}
