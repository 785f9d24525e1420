/** The small front of the language in the browser: check once, run for every record. */
import { checkTree } from "./checker";
import { compile } from "./evaluator";
import type { Clock } from "./calendar";
import type { Context, Run } from "./function";
import { FUNCTIONS } from "./functions";
import type { Node } from "./nodes";
import { parse } from "./parser";
import { BrokenExpression } from "./problems";
import type { Problem } from "./problems";
import type { Scope } from "./scope";
import type { Type } from "./types";
import type { Moment, RecordValue, Value } from "./values";

export interface Expression {
  readonly text: string;
  readonly tree: Node;
  readonly type: Type;
  /** Its value for one record; an ErrorValue where it cannot be computed. */
  readonly run: Run;
}

export interface Wanted {
  /** The type that the result must fit. */
  readonly expected?: Type;
  /** The result must be yes or no. */
  readonly condition?: boolean;
}

/** An expression that may be used, or all that is wrong with it. */
export function check(text: string, scope: Scope, wanted: Wanted = {}): Expression | readonly Problem[] {
  let tree: Node;
  try {
    tree = parse(text);
  } catch (error) {
    if (error instanceof BrokenExpression) return [error.problem];
    throw error;
  }
  const checked = checkTree(tree, scope, FUNCTIONS, wanted);
  if (checked.problems.length) return checked.problems;
  return { text, tree: checked.tree, type: checked.tree.type, run: compile(checked.tree, FUNCTIONS) };
}

export const isExpression = (made: Expression | readonly Problem[]): made is Expression => !Array.isArray(made);

/** A condition's answer; empty and errors count as no. */
export const holds = (expression: Expression, context: Context): boolean => expression.run(context) === true;

type Records = ReadonlyMap<string, RecordValue>;
type Changes = readonly (readonly [field: string, change: readonly [Value, Moment]])[];

/** A context out of plain values: `values` by root name, `records` by form and id, `changes` by field. */
export function contextOf(clock: Clock, values: Readonly<Record<string, Value>>, records: Records = new Map(), changes: Changes = []): Context {
  const past = new Map(changes);
  return {
    clock,
    value: (name) => (Object.hasOwn(values, name) ? (values[name] ?? null) : null),
    record: (form, id) => records.get(`${form} ${id}`) ?? null,
    history: (field) => past.get(field) ?? null,
  };
}
