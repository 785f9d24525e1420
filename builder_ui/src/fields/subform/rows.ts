import type { FieldDef, Value, Values } from "@/api/types";

export type Row = Values & { id?: number | null };

export const rowsOf = (value: Value): Row[] => (Array.isArray(value) ? (value as unknown as Row[]).filter((row) => typeof row === "object" && row !== null) : []);

/** Column fields in the order of the definition. */
export function columnsOf(field: FieldDef): FieldDef[] {
  const fields = field.settings.fields ?? {};
  const order = field.settings.columns?.length ? field.settings.columns : Object.keys(fields);
  return order.flatMap((id) => (fields[id] ? [fields[id]] : []));
}

export function moveRow(rows: readonly Row[], from: number, by: 1 | -1): Row[] {
  const next = [...rows];
  const [row] = next.splice(from, 1);
  if (row) next.splice(Math.max(0, Math.min(rows.length - 1, from + by)), 0, row);
  return next;
}
