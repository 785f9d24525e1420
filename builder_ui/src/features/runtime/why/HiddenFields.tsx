import type { FormDef, Values } from "@/api/types";
import { useT } from "@/i18n";
import type { Logic } from "../form/model";
import { hiddenFields } from "../form/model";
import { WhyState } from "./WhyState";
import css from "./why.module.css";

interface HiddenFieldsProps {
  app: string;
  form: FormDef;
  id: number | null;
  logic: Logic;
  typed?: Values | undefined;
}

/** What the form's logic hides now, folded away: each can say why. */
export function HiddenFields({ app, form, id, logic, typed }: Readonly<HiddenFieldsProps>) {
  const t = useT("record");
  const fields = hiddenFields(form, logic);
  if (fields.length === 0) return null;
  return (
    <details className={css.folded} data-hidden-fields={fields.length}>
      <summary>{t("record:why.hidden_fields", { count: fields.length, n: String(fields.length) })}</summary>
      <ul>
        {fields.map((field) => (
          <li key={field.id}>
            <WhyState app={app} form={form.id} id={id} field={field} typed={typed} named />
          </li>
        ))}
      </ul>
    </details>
  );
}
