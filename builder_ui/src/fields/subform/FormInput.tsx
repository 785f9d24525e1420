import type { ReactNode } from "react";
import { Suspense } from "react";
import type { FieldDef, FieldLogic, Json, Value, Values } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@/ui/icons";
import { Frame } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import { fieldType } from "../registry";
import { LinkedTitles } from "../relation/LinkedTitles";
import { withOpenOptions } from "../select/open";
import type { Row } from "./rows";
import { columnsOf, moveRow, rowsOf } from "./rows";
import css from "./subform.module.css";

const linking = (column: FieldDef): boolean => column.settings.to !== undefined || column.type === "user" || column.type === "department";

/** Room that a column needs; what is left over is shared out in the same proportion. */
const columnWidth = (column: FieldDef): number => (linking(column) ? 260 : Math.min(120, fieldType(column.type).width));

/** Rows of a table on wide screens, cards on phones. The field's value is the whole list. */
export function FormInput({ id, field, value, onChange, onBlur, place, readOnly = false, partErrors = {}, rows: wanted = [], worked, describedBy, explain }: FormInputProps) {
  const t = useT();
  const language = useLanguage();
  const phone = usePhone();
  const rows = rowsOf(value);
  const columns = columnsOf(field).filter((column) => column.can?.read !== false);
  const set = (next: readonly Row[]) => onChange(next as unknown as Json[]);
  const state = (at: number, column: FieldDef): FieldLogic => wanted[at]?.[column.id] ?? {};
  const there = (at: number, column: FieldDef) => state(at, column).visible !== false;
  const must = (at: number, column: FieldDef) => state(at, column).required ?? column.required;
  const locked = (at: number, column: FieldDef) => readOnly || column.readonly || column.computed !== null || state(at, column).readonly === true;

  const made = rowsOf(worked ?? null);
  // A row that is being typed holds only what was typed; the rest, and what follows it, has been worked out.
  const shown = (row: Row, at: number, column: FieldDef): Value => (made.length === rows.length ? made[at] : row)?.[column.id] as Value;

  const around = (row: Row, at: number): Values => ({ ...Object.fromEntries(columnsOf(field).map((column) => [column.id, shown(row, at, column)])), ...(row.id != null && { id: row.id }) });

  const explained = (row: Row, column: FieldDef, value: ReactNode): ReactNode => (explain && column.computed !== null && row.id != null ? explain(Number(row.id), column, value) : value);

  const box = (row: Row, at: number, column: FieldDef) => {
    const { FormInput: Box, Cell } = fieldType(column.type);
    const key = `${id}-${at}-${column.id}`;
    const error = partErrors[`${at}.${column.id}`];
    const name = t("fields:row_field", { row: at + 1, label: column.label });
    const control =
      !there(at, column) ? (
        <span className={css.still} data-align={fieldType(column.type).align} title={t("fields:not_in_row")}><span className="muted" aria-hidden="true">—</span><span className="vh">{t("fields:not_in_row")}</span></span>
      ) : locked(at, column) ? (
        <span className={css.still} data-align={fieldType(column.type).align}>{explained(row, column, linking(column) ? <LinkedTitles field={column} value={shown(row, at, column)} app={place.app} /> : <Cell field={column} value={shown(row, at, column)} place={place} />)}</span>
      ) : (
        <Suspense fallback={<span className={css.still} />}>
          <Box
            id={key}
            field={{ ...withOpenOptions(column, state(at, column), shown(row, at, column)), label: name }}
            value={shown(row, at, column)}
            place={{ ...place, row: { subform: field.id, values: around(row, at) } }}
            required={must(at, column)}
            invalid={Boolean(error)}
            describedBy={error ? `${key}-error` : undefined}
            onBlur={onBlur ?? (() => undefined)}
            onChange={(next) => set(rows.map((other, index) => (index === at ? { ...other, [column.id]: next as Json } : other)))}
          />
        </Suspense>
      );
    // The head of a column says what every row needs; what only this one needs is said here.
    const star = must(at, column) && !column.required && !locked(at, column);
    return { key, error, name, control, star };
  };

  const tools = (at: number) =>
    readOnly ? null : (
      <span className={css.tools}>
        <IconButton size="sm" icon={IconArrowUp} label={t("fields:move_row_up", { row: at + 1 })} disabled={at === 0} onClick={() => set(moveRow(rows, at, -1))} />
        <IconButton size="sm" icon={IconArrowDown} label={t("fields:move_row_down", { row: at + 1 })} disabled={at === rows.length - 1} onClick={() => set(moveRow(rows, at, 1))} />
        <IconButton size="sm" icon={IconTrash} label={t("fields:remove_row", { row: at + 1 })} onClick={() => set(rows.filter((_, index) => index !== at))} />
      </span>
    );

  return (
    <div className={css.subform} id={id} tabIndex={-1} aria-describedby={describedBy}>
      {rows.length === 0 && <p className={css.none}>{t("fields:no_rows")}</p>}
      {rows.length > 0 && phone && (
        <ol className={css.cards}>
          {rows.map((row, at) => (
            <li key={row.id ?? `new-${at}`} className={css.card}>
              <header><b>{t("fields:row", { row: at + 1 })}</b>{tools(at)}</header>
              {columns.filter((column) => there(at, column)).map((column) => {
                const { key, error, control } = box(row, at, column);
                return <Frame key={column.id} label={column.label} htmlFor={key} required={must(at, column) && !readOnly} error={error}>{control}</Frame>;
              })}
            </li>
          ))}
        </ol>
      )}
      {rows.length > 0 && !phone && (
        <div className={css.scroll} role="region" aria-label={field.label} tabIndex={0}>
          <table className={css.table} lang={language} style={{ minWidth: columns.reduce((sum, column) => sum + columnWidth(column), readOnly ? 32 : 136) }}>
            <thead>
              <tr>
                <th className={css.nr}><span className="vh">{t("fields:row_number")}</span></th>
                {columns.map((column) => <th key={column.id} data-align={fieldType(column.type).align} style={{ width: columnWidth(column) }}>{column.label}{column.required && !readOnly && <span aria-hidden="true" className={css.star}>*</span>}</th>)}
                {!readOnly && <th className={css.end}><span className="vh">{t("common:actions")}</span></th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                <tr key={row.id ?? `new-${at}`}>
                  <td className={css.nr}>{at + 1}</td>
                  {columns.map((column) => {
                    const { key, error, control, name, star } = box(row, at, column);
                    return (
                      <td key={column.id} data-must={star || undefined}>
                        <label className="vh" htmlFor={locked(at, column) || !there(at, column) ? undefined : key} id={`${key}-label`}>{name}</label>
                        {control}
                        {error && <p className={css.error} id={`${key}-error`}>{error}</p>}
                      </td>
                    );
                  })}
                  {!readOnly && <td className={css.end}>{tools(at)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!readOnly && <Button size="sm" look="quiet" icon={IconPlus} className={css.add} onClick={() => set([...rows, {}])}>{t("fields:add_row")}</Button>}
    </div>
  );
}
