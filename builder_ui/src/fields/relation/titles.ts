import type { FieldDef, Value } from "@/api/types";

export interface Linked {
  id: number;
  title: string;
}

/** The linked records of a value, expanded or not; a title that is not known yet is shown as #id. */
export function linkedOf(value: Value): Linked[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((one) => linkedOf(one));
  if (typeof value === "object") {
    const id = Number(value.id);
    return Number.isFinite(id) && value.id !== null ? [{ id, title: String(value.title ?? value._title ?? `#${id}`) }] : [];
  }
  const id = Number(value);
  return Number.isFinite(id) ? [{ id, title: `#${id}` }] : [];
}

export const linkedTitles = (value: Value): string => linkedOf(value).map((one) => one.title).join(", ");

/** What the server wants back: ids. */
export function idsOf(value: Value): Value {
  if (Array.isArray(value)) return linkedOf(value).map((one) => one.id);
  return linkedOf(value)[0]?.id ?? null;
}

/** Where a relation points. `user` and `department` live in the built-in company app. */
export function targetOf(field: FieldDef, app: string): { app: string; form: string } {
  const standard = { user: { app: "company", form: "user" }, department: { app: "company", form: "department" } }[field.type];
  return { app: field.settings.to_app ?? standard?.app ?? app, form: field.settings.to ?? standard?.form ?? field.type };
}
