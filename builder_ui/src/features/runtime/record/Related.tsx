import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { AppDef, RecordData, RelatedList } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { iconNamed, IconPlus } from "@/ui/icons";
import { PlainTable } from "@/ui/PlainTable";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { relatedColumns, titleOf } from "./model";
import css from "./record.module.css";
import { relatedQuery, relatedWhere } from "./relatedQuery";

const FormDialog = lazy(() => import("../form/FormDialog").then((module) => ({ default: module.FormDialog })));

interface RelatedProps {
  app: AppDef;
  list: RelatedList;
  parent: RecordData;
  parentForm: string;
}

/** Records of another form that point here, with their count and a way to add one. */
export function Related({ app, list, parent }: Readonly<RelatedProps>) {
  const t = useT("record");
  const [adding, setAdding] = useState(false);
  const form = app.forms[list.form];
  const by = form?.fields[list.by];
  const records = useQuery(relatedQuery(app, list, parent.id));
  if (!form) return null;
  const columns = relatedColumns(app, form, list.by, list.columns ?? [], list.columns?.length || 3);
  const Icon = iconNamed(form.icon ?? form.id);
  const count = records.data?.count ?? records.data?.records.length ?? null;
  const rows = records.data?.records ?? [];
  const add = form.can.create && rows.length > 0 && <Button size="sm" look="quiet" icon={IconPlus} aria-label={t("fields:create_new", { form: form.label })} onClick={() => setAdding(true)}>{t("common:new")}</Button>;

  return (
    <section className={css.related} aria-labelledby={`related-${list.id}`}>
      <header className={css.relatedHead}>
        <Icon size={16} />
        <h3 id={`related-${list.id}`}>{list.label}</h3>
        {count !== null && <span className={css.count}>{count}</span>}
        <span className={css.grow} />
        {add}
      </header>
      {records.isPending && <Skeleton lines={2} />}
      {records.isError && <ErrorState compact error={records.error} retry={() => void records.refetch()} />}
      {records.isSuccess && rows.length === 0 && <EmptyState line text={t("record:no_related", { form: form.label_plural || form.label, title: titleOf(parent) })} action={form.can.create ? <Button size="sm" icon={IconPlus} onClick={() => setAdding(true)}>{t("fields:create_new", { form: form.label })}</Button> : <Link to={`/a/${app.id}/f/${form.id}`}>{t("record:open_list", { form: form.label_plural || form.label })}</Link>} />}
      {rows.length > 0 && (
        <PlainTable label={list.label}>
          <thead>
            <tr>
              <th>{form.fields[form.title_fields.at(-1) ?? ""]?.label ?? t("record:title")}</th>
              {columns.map((column) => <th key={column.id} data-align={fieldType(column.type).align}>{column.label}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td className={css.relatedTitle}><Link to={`/a/${app.id}/f/${form.id}/r/${row.id}`}>{titleOf(row)}</Link></td>
                {columns.map((column) => {
                  const type = fieldType(column.type);
                  return <td key={column.id} data-align={type.align}><type.Cell field={column} value={row[column.id]} place={{ app: app.id, form: form.id, record: row.id, values: row }} /></td>;
                })}
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
      {count !== null && count > rows.length && rows.length > 0 && <Link className={css.all} to={`/a/${app.id}/f/${form.id}`} search={{ where: relatedWhere(app, list, parent.id) }}>{t("record:show_all", { count })}</Link>}
      {adding && (
        <Suspense fallback={null}>
          <FormDialog
            app={app.id}
            form={form.id}
            values={{ [list.by]: by?.settings.many ? [{ id: parent.id, title: titleOf(parent) }] : { id: parent.id, title: titleOf(parent) } }}
            onClose={() => setAdding(false)}
            onSaved={(record) => {
              setAdding(false);
              toast({ text: t("record:created", { title: titleOf(record) }) });
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
