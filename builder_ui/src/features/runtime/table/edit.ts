/** Decisions around changing one cell, apart from the screen. */
import type { RecordData, Value } from "@/api/types";

/** Related records travel as ids, whatever the screen holds to show them. */
export function toWire(value: Value): Value {
  if (Array.isArray(value)) return value.map((one) => toWire(one) as never);
  if (value !== null && typeof value === "object" && typeof value.id === "number" && "title" in value) return value.id;
  return value;
}

export function sameValue(first: Value, second: Value): boolean {
  return JSON.stringify(toWire(first ?? null)) === JSON.stringify(toWire(second ?? null));
}

export interface Conflict {
  readonly id: number;
  readonly field: string;
  readonly mine: Value;
  readonly theirs: Value;
  readonly revision: number;
}

/**
 * Somebody saved the record in between. When they left this field alone the change can simply be sent again; otherwise a
 * person has to choose.
 */
export function settle(
  id: number,
  field: string,
  before: Value,
  mine: Value,
  current: RecordData,
): { readonly again: number } | Conflict {
  if (sameValue(current[field], before) || sameValue(current[field], mine)) return { again: current.revision };
  return { id, field, mine, theirs: current[field], revision: current.revision };
}
