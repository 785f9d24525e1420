/** A formula as it is sent: its text with ids, and the type of its values. */
import type { Tried } from "@/expression-editor/types";

export type Returns = "number" | "money" | "percent" | "text" | "date" | "datetime" | "time" | "duration" | "yes_no";

export interface Formula {
  readonly expr: string;
  readonly returns: Returns;
  readonly decimals: number | null;
}

export interface Foreseen {
  readonly lines: readonly string[];
  readonly refilled: readonly { readonly app: string; readonly form: string; readonly field: string; readonly label: string; readonly records: number }[];
}

const NUMBERS: readonly Returns[] = ["number", "money", "percent"];

/** The types between which one may choose; the first is what the expression itself suggests. */
export function kindsFor(suggested: string | null): readonly Returns[] {
  const kind = suggested as Returns | null;
  if (kind === null) return [];
  return NUMBERS.includes(kind) ? [kind, ...NUMBERS.filter((one) => one !== kind)] : [kind];
}

/** What would be saved; null while the text is not known to be right. */
export function formulaOf(tried: Tried | null, chosen: Returns | null, decimals: number | null): Formula | null {
  if (!tried || tried.problems.length > 0 || tried.ids === null) return null;
  const kinds = kindsFor(tried.returns);
  const returns = chosen !== null && kinds.includes(chosen) ? chosen : kinds[0];
  return returns === undefined ? null : { expr: tried.ids, returns, decimals: returns === "number" ? decimals : null };
}
