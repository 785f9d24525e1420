/** Settings as data: what a new view begins with, what may stand in a setting, and the edits between two states. */
import type { FieldDef, FormDef, Json, ViewDef } from "@/api/types";
import type { Edit, KindInfo, SettingSchema, Tree } from "./types";

/** The type of a field's value, whatever works it out. */
export const valueType = (field: FieldDef): string => String(field.settings.result?.type ?? field.settings.returns ?? field.type);

/** The fields that a setting may name. */
export function fieldsFor(schema: SettingSchema, form: FormDef): FieldDef[] {
  const types = schema["x-types"];
  return form.order.flatMap((id) => {
    const field = form.fields[id];
    if (!field?.can.read || (types && !types.includes(field.type) && !types.includes(valueType(field)))) return [];
    return [field];
  });
}

/** What has to be there, filled with the first that fits; null where this form has nothing that does. */
export function begun(schema: SettingSchema, form: FormDef): Tree | null {
  const made: Tree = {};
  for (const key of schema.required ?? []) {
    const inner = schema.properties?.[key];
    if (!inner) continue;
    if (inner.properties) {
      const value = begun(inner, form);
      if (!value) return null;
      made[key] = value;
    } else if (inner["x-means"] === "field") {
      const [first] = fieldsFor(inner, form);
      if (!first) return null;
      made[key] = first.id;
    }
  }
  return made;
}

/** Short values that say something on a card. */
const PLAIN = new Set(["text", "select", "user", "relation", "date", "datetime", "money", "number", "percent"]);

/** A new view of a kind; null where the form has nothing to make it of. */
export function newView(info: KindInfo, form: FormDef, label: string): Tree | null {
  const tree = begun(info.schema, form);
  if (!tree) return null;
  const shown = form.order.filter((id) => form.fields[id]?.can.read && PLAIN.has(form.fields[id]?.type ?? "") && !form.title_fields.includes(id));
  const properties = info.schema.properties ?? {};
  if (properties.card) tree.card = { lines: shown.slice(0, 3) };
  else if (properties.columns) tree.columns = [...form.title_fields, ...shown.slice(0, 6)];
  return { label, form: form.id, type: info.type, ...tree };
}

const isEmpty = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === "" || (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.keys(value).length === 0);

/** A view as it is written, as far as its kind has settings for it. */
export function treeOf(view: ViewDef, info: KindInfo): Tree {
  const all = view as unknown as Tree;
  const entries = Object.keys(info.schema.properties ?? {}).flatMap((key): [string, Json][] => (isEmpty(all[key]) ? [] : [[key, all[key] as Json]]));
  return { type: view.type, ...Object.fromEntries(entries) };
}

const isMap = (value: Json | undefined): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);
const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The edits that lead from one state to another, as small as they can be; names are said in the reader's language. */
export function editsBetween(at: string, before: Tree, after: Tree): Edit[] {
  const edits: Edit[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (same(was, is) || (isEmpty(was) && isEmpty(is))) continue;
    const place = `${at}/${key}`;
    if (key === "label" || key === "help") edits.push({ op: "label", at: place, text: String(is ?? "") });
    else if (isEmpty(is)) edits.push({ op: "remove", at: place });
    else if (isMap(was) && isMap(is)) edits.push(...editsBetween(place, was, is));
    else edits.push({ op: "set", at: place, to: is ?? null });
  }
  return edits;
}

/** A setting changed; an empty one is gone. */
export function withValue(tree: Tree, key: string, value: Json | undefined): Tree {
  const { [key]: _gone, ...rest } = tree;
  return isEmpty(value) ? rest : { ...tree, [key]: value as Json };
}

/** An order with one of it a place further up or down. */
export function shifted(order: readonly string[], id: string, by: 1 | -1): string[] {
  const from = order.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return [...order];
  const next = order.filter((one) => one !== id);
  next.splice(to, 0, id);
  return next;
}

/** `sum(amount)` as a function and its field; null for what says more than that. */
export function measureOf(text: string): { fn: string; field: string | null } | null {
  const found = /^(count|sum|avg|min|max)\(\s*([a-z][a-z0-9_]*)?\s*\)$/i.exec(text.trim());
  return found ? { fn: (found[1] ?? "count").toLowerCase(), field: found[2] ?? null } : null;
}

export const MEASURES = ["count", "sum", "avg", "min", "max"] as const;
export const PERIODS = ["day", "week", "month", "quarter", "year"] as const;
