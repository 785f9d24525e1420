import { Suspense } from "react";
import type { FormDef, RecordData } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useLanguage, useT } from "@/i18n";
import { formatAgo, formatDateTime } from "@/lib/format";
import { linkedTitles } from "@/fields/relation/titles";
import { locked, sectionsOf, wide } from "../form/model";
import { HiddenFields } from "../why/HiddenFields";
import { whyInRow } from "../why/whyInRow";
import { InlineField } from "./InlineField";
import { stageField } from "./model";
import css from "./record.module.css";
import { useLogic } from "./useLogic";

/** The fields in the groups of the layout; each can be changed where it stands. */
export function Details({ app, form, record, rows }: Readonly<{ app: string; form: FormDef; record: RecordData; rows: boolean }>) {
  const t = useT("record");
  const language = useLanguage();
  const { states: logic, rows: rowLogic, judge } = useLogic(app, form, record);
  const stage = stageField(form)?.id;
  const sections = sectionsOf(form, logic, { computed: "all" })
    .map((section) => ({ ...section, fields: section.fields.filter((field) => field.id !== stage && (rows || !field.settings.fields)) }))
    .filter((section) => section.fields.length > 0);
  const place = { app, form: form.id, record: record.id, values: record };

  return (
    <div className={css.details}>
      {sections.map((section) => (
        <section key={section.id} className={css.group}>
          <h3 className={css.groupTitle}>{section.label ?? t("record:other_fields")}</h3>
          <div className={css.fields}>
            {section.fields.map((field) => {
              if (field.settings.fields) {
                const { FormInput } = fieldType(field.type);
                return (
                  <div key={field.id} className={css.block}>
                    <span className={css.label} id={`show-${field.id}-label`}>{field.label}</span>
                    <Suspense fallback={null}><FormInput id={`show-${field.id}`} field={field} value={record[field.id]} place={place} rows={rowLogic[field.id]} readOnly onChange={() => undefined} explain={whyInRow(app, form.id, record.id, field.id)} /></Suspense>
                  </div>
                );
              }
              return <InlineField key={field.id} app={app} form={form} record={record} field={field} still={locked(logic, field) || !form.can.update} tall={wide(field)} logic={logic} judge={judge} />;
            })}
          </div>
        </section>
      ))}
      <HiddenFields app={app} form={form} id={record.id} logic={logic} />
      <p className={css.made}>
        {typeof record.created_at === "string" && <span title={formatDateTime(record.created_at, language)}>{t("record:made", { who: linkedTitles(record.created_by) || t("record:somebody"), when: formatAgo(record.created_at, language) })}</span>}
        {typeof record.updated_at === "string" && record.updated_at !== record.created_at && <span title={formatDateTime(record.updated_at, language)}>{t("record:changed", { when: formatAgo(record.updated_at, language) })}</span>}
      </p>
    </div>
  );
}
