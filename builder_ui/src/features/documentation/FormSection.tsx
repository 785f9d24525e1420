import { useT } from "@/i18n";
import { Tag } from "@/ui/Tag";
import css from "./documentation.module.css";
import type { FieldTold, FormTold } from "./types";

/** One form: what it is for, its fields as a table, its logic and views as sentences. */
export function FormSection({ form }: Readonly<{ form: FormTold }>) {
  const t = useT("documentation");
  return (
    <article id={`form-${form.id}`} className={css.form}>
      <h3>{form.label}</h3>
      {form.help && <p className="muted">{form.help}</p>}
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t("documentation:fields_of", { form: form.label })}>
        <table className={css.fields}>
          <thead>
            <tr>{(["field", "type", "more"] as const).map((name) => <th key={name} scope="col">{t(`documentation:${name}`)}</th>)}</tr>
          </thead>
          <tbody>{form.fields.flatMap((field) => [<FieldRow key={field.id} field={field} />, ...field.rows.map((row) => <FieldRow key={`${field.id}.${row.id}`} field={row} inside />)])}</tbody>
        </table>
      </div>
      <Sentences title={t("documentation:logic")} items={[...form.unique, ...form.logic]} />
      <Sentences title={t("documentation:views")} items={form.views.map((view) => [`${view.label} (${view.type})`, view.where].filter(Boolean).join(": "))} />
    </article>
  );
}

function FieldRow({ field, inside = false }: Readonly<{ field: FieldTold; inside?: boolean }>) {
  return (
    <tr data-inside={inside || undefined}>
      <th scope="row">{field.label}</th>
      <td>{field.type}</td>
      <td>
        {field.marks.map((mark) => <Tag key={mark}>{mark}</Tag>)}
        {field.help && <p>{field.help}</p>}
        {field.details.map((detail) => <p key={detail} className="muted">{detail}</p>)}
      </td>
    </tr>
  );
}

export function Sentences({ title, items }: Readonly<{ title: string; items: readonly string[] }>) {
  if (items.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className={css.sentences}>{items.map((item) => <li key={item}>{item}</li>)}</ul>
    </>
  );
}
