import type { FieldTypeInfo } from "@/api/fieldTypes";
import { useT } from "@/i18n";
import { Checkbox, Input } from "@/ui/Input";
import type { Choice } from "@/ui/Select";
import { Select } from "@/ui/Select";
import type { ColumnFound, SheetFound, Target } from "./model";
import { choiceOf, chosen, isIn, keyOf, linkHolds, targets } from "./model";
import css from "./tables.module.css";

interface SheetCardProps {
  sheet: SheetFound;
  sheets: readonly SheetFound[];
  types: readonly FieldTypeInfo[];
  /** Forms of the app that a column may link to: id and name. */
  forms: readonly (readonly [string, string])[];
  change: (sheet: Partial<SheetFound>) => void;
  changeColumn: (name: string, change: (column: ColumnFound) => ColumnFound) => void;
}

/** One sheet as the form that it becomes: its name, and a line for every column. */
export function SheetCard({ sheet, sheets, types, forms, change, changeColumn }: Readonly<SheetCardProps>) {
  const t = useT("tables");
  const on = isIn(sheet);
  return (
    <section className={css.sheet} aria-label={sheet.label} data-off={!on || undefined}>
      <header className={css.sheetHead}>
        <Checkbox label={t("tables:include", { name: sheet.label })} hideLabel checked={on} disabled={sheet.problem !== null} onChange={(event) => change({ include: event.target.checked })} />
        <Input className={css.sheetName} aria-label={t("tables:form_name", { name: sheet.label })} value={sheet.label} disabled={!on} maxLength={100} onChange={(event) => change({ label: event.currentTarget.value })} />
        <span className="muted small num">{sheet.problem ?? t("tables:n_rows", { count: sheet.rows })}</span>
      </header>
      {on && (
        <div className={css.columns} role="table" aria-label={t("tables:columns_of", { name: sheet.label })}>
          <div className={css.head} role="row">
            <span role="columnheader"><span className="vh">{t("tables:take")}</span></span>
            <span role="columnheader">{t("tables:field")}</span>
            <span role="columnheader">{t("tables:type")}</span>
            <span role="columnheader">{t("tables:samples")}</span>
          </div>
          {sheet.columns.map((column) => (
            <ColumnLine key={column.column} column={column} sheet={sheet} sheets={sheets} types={types} forms={forms} change={(next) => changeColumn(column.column, next)} />
          ))}
        </div>
      )}
    </section>
  );
}

interface ColumnLineProps extends Omit<SheetCardProps, "change" | "changeColumn"> {
  column: ColumnFound;
  change: (change: (column: ColumnFound) => ColumnFound) => void;
}

function ColumnLine({ column, sheet, sheets, types, forms, change }: Readonly<ColumnLineProps>) {
  const t = useT("tables");
  const links = [...targets(column, sheet, sheets), ...forms.map(([form]): Target => ({ form }))];
  const nameOf = (to: Target): string => (to.form ? (forms.find(([form]) => form === to.form)?.[1] ?? to.form) : (sheets.find((one) => one.number === to.sheet)?.label ?? ""));
  const options: Choice[] = [
    ...column.offers.map(({ type }) => ({ value: type, label: types.find((info) => info.type === type)?.label ?? type })),
    ...links.map((to) => ({ value: keyOf(to), label: t("tables:link_to", { name: nameOf(to) }) })),
  ];
  const { options: found, currency } = (column.to && linkHolds(column.to, sheets) ? undefined : column.offers.find((offer) => offer.type === column.type)?.settings) ?? {};
  const told = Array.isArray(found) ? t("tables:n_options", { count: found.length }) : typeof currency === "string" ? currency : null;
  return (
    <div className={css.column} role="row" data-off={!column.include || undefined}>
      <span role="cell"><Checkbox label={t("tables:include", { name: column.label })} hideLabel checked={column.include} onChange={(event) => change((one) => ({ ...one, include: event.target.checked }))} /></span>
      <span role="cell"><Input aria-label={t("tables:field_name", { name: column.column })} value={column.label} disabled={!column.include} maxLength={100} onChange={(event) => { const label = event.currentTarget.value; change((one) => ({ ...one, label })); }} /></span>
      <span role="cell" className={css.type}>
        <Select label={t("tables:type_of", { name: column.column })} options={options} value={choiceOf(column, sheets)} disabled={!column.include} onChange={(value) => value !== null && change((one) => chosen(one, value))} />
        {told && <span className="muted small num">{told}</span>}
      </span>
      <span role="cell" className={css.samples}>{column.filled === 0 ? t("tables:empty") : column.samples.join(t("common:list_comma"))}</span>
    </div>
  );
}
