import type { FieldDef, FieldLogic, FormDef, LayoutSection, Value, Values } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { notOpen } from "@/fields/select/open";
import type { Language } from "@/i18n";
import type { Display } from "@/lib/pages";
import type { RuleError } from "@/logic";

export type Say = (key: string, values?: Record<string, unknown>) => string;

/** A section as it stands on the screen: only what may be seen now. */
export interface ShownSection {
  id: string;
  label: string | null;
  columns: number;
  fields: FieldDef[];
  display: Display;
}

export type Logic = Readonly<Record<string, FieldLogic>>;

export const visible = (logic: Logic, field: string): boolean => logic[field]?.visible !== false;
export const required = (logic: Logic, field: FieldDef): boolean => logic[field.id]?.required ?? field.required;
export const locked = (logic: Logic, field: FieldDef): boolean => field.readonly || field.computed !== null || logic[field.id]?.readonly === true;

/** The layout with what logic hides taken out; fields that no section names follow at the end. `computed`: which of those that are worked out. */
export function sectionsOf(form: FormDef, logic: Logic, { computed }: { computed: "all" | ReadonlySet<string> }): ShownSection[] {
  const placed = new Set(form.layout.flatMap((section) => section.items));
  const rest = form.order.filter((id) => !placed.has(id));
  const all: LayoutSection[] = [...form.layout, { id: "_rest", label: null, columns: 2, items: rest, visible: null }];
  // A page whose first section is not there now still begins, with the next section that is.
  let begins = false;
  return all.flatMap((section) => {
    begins ||= section.display === "page";
    const fields = section.items.flatMap((id) => {
      const field = form.fields[id];
      if (!field || field.can?.read === false || !visible(logic, id)) return [];
      if (computed !== "all" && (fieldType(field.type).acts || field.computed !== null || field.type === "serial") && !computed.has(id)) return [];
      return [field];
    });
    if (fields.length === 0) return [];
    const display = begins ? "page" : (section.display ?? "section");
    begins = false;
    return [{ id: section.id, label: section.label, columns: section.columns, fields, display }];
  });
}

/** What somebody could read here, were it not for the form's logic. */
export const hiddenFields = (form: FormDef, logic: Logic): FieldDef[] =>
  form.order.flatMap((id) => {
    const field = form.fields[id];
    return field && field.can?.read !== false && !fieldType(field.type).acts && !visible(logic, id) ? [field] : [];
  });

/** Whether the form's logic, and not the field itself, makes it locked or required. */
export const decided = (logic: Logic, field: FieldDef): boolean => (logic[field.id]?.readonly === true && !field.readonly && field.computed === null) || (logic[field.id]?.required === true && !field.required);

/** Types that need the whole width of a section. */
export const wide = (field: FieldDef): boolean => fieldType(field.type).wide === true;

/** The message for what is in the box now, or null. What only the server can know is asked of it. */
export function problemOf(field: FieldDef, value: Value, logic: Logic, language: Language, say: Say): string | null {
  const type = fieldType(field.type);
  if (type.isEmpty(value)) return required(logic, field) ? say("errors:required", { label: field.label }) : null;
  const half = type.problem?.(value, field);
  if (half) return say(`errors:${half}`, { label: field.label });
  const closed = closedOptions(field, value, logic, say);
  if (closed) return closed;
  if (typeof value === "string" && type.inline && type.operators.includes(">")) {
    // Numbers and dates that could not be read stand as they were typed.
    const parsed = type.parse(type.editText && (type.isStored?.(value) ?? true) ? type.editText(value, field) : value, field, language);
    if (!parsed.ok) return say(`errors:${parsed.code}`, { label: field.label });
  }
  return null;
}

/** Of options that depend on other values: what is chosen and not open now, with those that are. */
export function closedOptions(field: FieldDef, value: Value, logic: Logic, say: Say): string | null {
  const wrong = notOpen(field, logic[field.id], value);
  if (!wrong) return null;
  const comma = say("runtime:conditions.list");
  const named = wrong.allowed.slice(0, MOST_NAMED).join(comma) + (wrong.allowed.length > MOST_NAMED ? `${comma}…` : "");
  return say(named ? "errors:not_an_option" : "errors:no_option", { found: wrong.found.join(comma), allowed: named });
}

const MOST_NAMED = 20;

/** The same of every field and every cell that is there, said as soon as it is so. */
export function allClosedOptions(sections: readonly ShownSection[], { values, logic, rows }: Pick<Filled, "values" | "logic" | "rows">, say: Say): Record<string, string> {
  const found: Record<string, string> = {};
  const look = (path: string, field: FieldDef, value: Value, states: Logic) => {
    const message = states[field.id]?.unfit && visible(states, field.id) ? closedOptions(field, value, states, say) : null;
    if (message) found[path] = message;
  };
  for (const field of sections.flatMap((section) => section.fields)) {
    look(field.id, field, values[field.id], logic);
    const made = Array.isArray(values[field.id]) ? (values[field.id] as readonly Values[]) : [];
    for (const column of Object.values(field.settings.fields ?? {})) rows[field.id]?.forEach((states, at) => look(`${field.id}.${at}.${column.id}`, column, made[at]?.[column.id], states));
  }
  return found;
}

/** How logic wants each row of the subforms, by field. */
export type RowLogic = Readonly<Record<string, readonly Logic[]>>;

interface Filled {
  /** As typed, and with what is worked out. */
  readonly values: Values;
  readonly worked: Values;
  readonly logic: Logic;
  readonly rows: RowLogic;
}

/** Messages of the fields, and of parts of subforms by `field.row.column`. */
export function problemsOf(sections: readonly ShownSection[], { values, worked, logic, rows: rowLogic }: Filled, language: Language, say: Say): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of sections.flatMap((section) => section.fields)) {
    if (locked(logic, field)) continue;
    const message = problemOf(field, values[field.id], logic, language, say);
    if (message) found[field.id] = message;
    const columns = field.settings.fields;
    const rows = values[field.id];
    if (!columns || !Array.isArray(rows)) continue;
    rows.forEach((row, at) => {
      const wanted = rowLogic[field.id]?.[at] ?? {};
      const made = (worked[field.id] as readonly Values[] | undefined)?.[at];
      for (const column of Object.values(columns)) {
        if (locked(wanted, column) || !visible(wanted, column.id)) continue;
        const value = row !== null && typeof row === "object" && !Array.isArray(row) ? row[column.id] : undefined;
        // A cell that was never typed may still get its default from the server.
        if (value === undefined && wanted[column.id]?.required === true) {
          const problem = problemOf(column, made?.[column.id], wanted, language, say);
          if (problem) found[`${field.id}.${at}.${column.id}`] = problem;
          continue;
        }
        if (value === undefined && !(required(wanted, column) && column.settings.default === undefined && isBare(row, column.id))) continue;
        const problem = problemOf(column, value, wanted, language, say);
        if (problem) found[`${field.id}.${at}.${column.id}`] = problem;
      }
    });
  }
  return found;
}

const isBare = (row: unknown, column: string): boolean => row !== null && typeof row === "object" && !(column in row) && Object.keys(row).length === 0;

/** The first part of an error's path names the field: `lines.0.qty` belongs to `lines`. Numbers first come from lists. */
export const fieldOfPath = (path: string): string => path.split(".").find((part) => !/^\d+$/.test(part)) ?? path;

/** Paths of one subform, without its own name: `lines.0.qty` -> `0.qty`. */
export function partsOf(problems: Readonly<Record<string, string>>, field: string): Record<string, string> {
  const prefix = `${field}.`;
  return Object.fromEntries(Object.entries(problems).flatMap(([path, message]) => (path.startsWith(prefix) ? [[path.slice(prefix.length), message]] : [])));
}

/** What the form's rules say against the values, once somebody has been at what they read; hidden fields say nothing. */
export function refusals(form: FormDef, errors: readonly RuleError[], left: ReadonlySet<string>, logic: Logic): { byField: Record<string, string>; general: string | null } {
  const byField: Record<string, string> = {};
  const general: string[] = [];
  for (const { field, message, reads } of errors) {
    if (![...reads, ...(field ? [fieldOfPath(field)] : [])].some((name) => left.has(name)) && !(reads.length === 0 && left.size > 0)) continue;
    const own = field && fieldOfPath(field);
    if (field && own && form.fields[own] && visible(logic, own)) byField[field] ??= message;
    else general.push(message);
  }
  return { byField, general: general.length > 0 ? general.join(" ") : null };
}
