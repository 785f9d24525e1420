import { Suspense } from "react";
import type { FormDef, RecordData } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { sectionsOf } from "../form/model";
import { whyInRow } from "../why/whyInRow";
import css from "./record.module.css";
import { useLogic } from "./useLogic";

/** Rows of subforms where there is room for their columns. */
export function RecordRows({ app, form, record }: Readonly<{ app: string; form: FormDef; record: RecordData }>) {
  const { states, rows } = useLogic(app, form, record);
  const fields = sectionsOf(form, states, { computed: "all" }).flatMap((section) => section.fields).filter((field) => field.settings.fields);
  return fields.map((field) => {
    const { FormInput } = fieldType(field.type);
    return (
      <section key={field.id} className={css.rows} aria-labelledby={`rows-${field.id}-label`}>
        <h3 id={`rows-${field.id}-label`}>{field.label}</h3>
        <Suspense fallback={null}>
          <FormInput id={`rows-${field.id}`} field={field} value={record[field.id]} place={{ app, form: form.id, record: record.id, values: record }} rows={rows[field.id]} readOnly onChange={() => undefined} explain={whyInRow(app, form.id, record.id, field.id)} />
        </Suspense>
      </section>
    );
  });
}
