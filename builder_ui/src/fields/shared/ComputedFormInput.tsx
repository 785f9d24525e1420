import { useLanguage, useT } from "@/i18n";
import { Input } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { fieldType } from "../registry";
import { useTitled } from "../relation/useTitled";
import { resultField } from "./computedType";

export function ComputedFormInput(props: FormInputProps) {
  const { field, value } = props;
  const language = useLanguage();
  const type = fieldType(field.type);
  if (resultField(field).settings.to !== undefined) return <Linked {...props} />;
  return <Shown {...props} text={type.format(value, field, language)} alignRight={type.align === "right"} />;
}

/** A record that is looked up while a form is filled in comes by its id alone. */
function Linked(props: FormInputProps) {
  const titled = useTitled(props.value, resultField(props.field), props.place.app);
  return <Shown {...props} text={titled.map((one) => one.title).join(", ")} alignRight={false} />;
}

function Shown({ id, field, describedBy, text, alignRight }: FormInputProps & { text: string; alignRight: boolean }) {
  const t = useT();
  return <Input id={id} readOnly alignRight={alignRight} value={text} placeholder={field.computed === "later" ? t("fields:not_computed") : t("fields:worked_out")} aria-describedby={describedBy} />;
}
