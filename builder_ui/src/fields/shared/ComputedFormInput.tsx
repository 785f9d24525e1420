import { useLanguage, useT } from "@/i18n";
import { Input } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { fieldType } from "../registry";

export function ComputedFormInput({ id, field, value, describedBy }: FormInputProps) {
  const t = useT();
  const language = useLanguage();
  const type = fieldType(field.type);
  return <Input id={id} readOnly alignRight={type.align === "right"} value={type.format(value, field, language)} placeholder={field.computed === "later" ? t("fields:not_computed") : t("fields:worked_out")} aria-describedby={describedBy} />;
}
