import type { FieldDef, FormDef, Json, RecordData, Value, Values } from "@/api/types";

const relation = (field: FieldDef): boolean => field.settings.to !== undefined || ["relation", "user", "department"].includes(field.type);

const idOf = (value: Json): Json => (value !== null && typeof value === "object" && !Array.isArray(value) ? (value.id ?? null) : value);

/** A value as it is sent: linked records as ids, rows with what was typed. */
export function toSend(field: FieldDef, value: Value): Json {
  if (value === undefined || value === null) return null;
  if (relation(field)) return Array.isArray(value) ? value.map(idOf) : idOf(value);
  const columns = field.settings.fields;
  if (columns && Array.isArray(value)) {
    return value.map((row) => {
      if (row === null || typeof row !== "object" || Array.isArray(row)) return row;
      const sent: Record<string, Json> = {};
      for (const [name, part] of Object.entries(row)) {
        const column = columns[name];
        if (name === "id") {
          if (part !== null) sent.id = part;
        } else if (column && column.computed === null && !column.readonly) sent[name] = toSend(column, part);
      }
      return sent;
    });
  }
  return value;
}

export const same = (a: Value, b: Value): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What differs from the stored record, ready to send. */
export function changesOf(form: FormDef, values: Values, stored: Values): Values {
  const changes: Values = {};
  for (const [name, value] of Object.entries(values)) {
    const field = form.fields[name];
    if (!field) continue;
    const sent = toSend(field, value);
    if (!same(sent, toSend(field, stored[name]))) changes[name] = sent;
  }
  return changes;
}

/** Which fields both sides have changed since `base`, to different values. */
export function conflictsOf(form: FormDef, mine: Values, base: RecordData, theirs: RecordData): string[] {
  return Object.keys(mine).filter((name) => {
    const field = form.fields[name];
    if (!field) return false;
    const now = toSend(field, theirs[name]);
    return !same(now, toSend(field, base[name])) && !same(now, toSend(field, mine[name]));
  });
}
