import { useT } from "@/i18n";
import { Switch } from "@/ui/Input";
import type { FormInputProps } from "../contract";

export function FormInput({ id, field, value, onChange, onBlur, describedBy, invalid, readOnly }: FormInputProps) {
  const t = useT();
  return (
    <Switch
      id={id}
      label={value ? t("fields:yes") : t("fields:no")}
      aria-label={field.label}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      disabled={readOnly}
      checked={value === true}
      onChange={(event) => onChange(event.target.checked)}
      onBlur={onBlur}
    />
  );
}
