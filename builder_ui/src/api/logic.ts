// A form's logic as the server sends it to a screen that runs it while somebody types.

import type { TreeJson } from "@/expression/tree";
import type { Tagged } from "@/expression/tagged";
import { currentLanguage } from "@/i18n";
import { api } from "./client";
import { keys } from "./keys";
import type { FormDef, Json } from "./types";

/** How a field's JSON becomes a value of an expression, and back. */
export interface ShapeDef {
  readonly kind: string;
  /** Of numbers: how many decimals are kept. */
  readonly scale?: number;
  readonly min?: string;
  readonly max?: string;
  readonly parts?: Readonly<Record<string, string>>;
  /** Of options that depend on other values: their ids, and what is asked of each as `option`; null: the server says. */
  readonly options?: readonly string[];
  readonly where?: TreeJson | null;
  /** The fields that `where` reads. */
  readonly reads?: readonly string[];
  /** Of rows: their columns, what is worked out in each row, and its logic. */
  readonly columns?: Readonly<Record<string, ShapeDef>>;
  readonly steps?: readonly StepDef[];
  readonly rules?: readonly RuleDef[];
}

/** One value that is worked out: a default, or a formula. Without a literal, a tree or a figure the server says it. */
export interface StepDef {
  readonly field: string;
  readonly formula: boolean;
  readonly follows: boolean;
  readonly inputs: readonly string[];
  /** Of a column: what it follows of the record around its row. */
  readonly outer?: readonly string[];
  readonly literal?: Json;
  readonly tree?: TreeJson | null;
  readonly figure?: FigureDef | null;
}

/** A rollup over the rows `of` a subform. */
export interface FigureDef {
  readonly of: string;
  readonly fn: string;
  readonly value: TreeJson | null;
  readonly where: TreeJson | null;
}

export interface RuleDef {
  readonly id: string;
  /** Null: the server says whether it holds. */
  readonly tree: TreeJson | null;
  readonly reads: readonly string[];
  /** Of a row's logic: what it reads of the record around the row. */
  readonly outer?: readonly string[];
  /** It does not depend on the record. */
  readonly always: boolean;
  readonly show: readonly string[];
  readonly hide: readonly string[];
  readonly require: readonly string[];
  readonly readonly: readonly string[];
  readonly error: string | null;
  readonly field: string | null;
}

export interface LogicDef {
  readonly clock: { readonly moment: string; readonly zone: string };
  /** Members of `me` and `settings`. */
  readonly around: Readonly<Record<string, Tagged>>;
  readonly fields: Readonly<Record<string, ShapeDef>>;
  readonly steps: readonly StepDef[];
  readonly rules: readonly RuleDef[];
  readonly sections: readonly { readonly id: string; readonly items: readonly string[]; readonly tree: TreeJson | null; readonly reads: readonly string[] }[];
  /** What no two records share, and what decides whether that holds for them. */
  readonly unique?: readonly { readonly fields: readonly string[]; readonly reads: readonly string[] }[];
  /** Some fields may be written on some records only. */
  readonly locks: boolean;
}

/** With the moment at which it came, so that the clock goes on. */
export interface LogicAnswer {
  readonly def: LogicDef;
  readonly at: number;
}

export const logicQuery = (app: string, form: FormDef) => ({
  queryKey: [...keys.app(app), "logic", form.id, currentLanguage()],
  queryFn: async (): Promise<LogicAnswer> => ({ def: await api.get<LogicDef>(`/apps/${app}/forms/${form.id}/logic`), at: Date.now() }),
  staleTime: 5 * 60_000,
});
