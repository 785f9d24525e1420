import { useT } from "@/i18n";
import { Input } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { asText } from "../shared/textType";

export function FormInput({ id, value, describedBy }: FormInputProps) {
  const t = useT();
  return <Input id={id} readOnly value={asText(value)} placeholder={t("fields:given_on_save")} aria-describedby={describedBy} />;
}
