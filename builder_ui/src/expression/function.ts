/** The contract of a function: one declaration holds its signature, its result's type and what it computes. */
import type { Decimal } from "./decimal";
import type { Clock } from "./calendar";
import type { Call, Node } from "./nodes";
import type { Type } from "./types";
import type { Day, Moment, RecordValue, TimeOfDay, Value, Wall } from "./values";

/** What an expression sees while it runs, for one record. */
export interface Context {
  readonly clock: Clock;
  /** The value of a root name: a field, `me`, `settings`, `old` …; null when empty. */
  value(name: string): Value;
  /** The record that a relation's id points to; null when it is gone or not at hand. */
  record(form: string, id: number): RecordValue | null;
  /** The value of a field before its last change and the moment of that change; null or absent: not known. */
  history?(field: string): readonly [Value, Moment] | null;
}

export type Run = (context: Context) => Value;

export type Kind = "any" | "text" | "number" | "whole" | "yes_no" | "date" | "moment" | "day" | "time" | "instant" | "list" | "column" | "record" | "field" | "calendar" | "free_days";

/** One argument: what it accepts; may it be left out (then `default` is passed), do more of it follow. */
export interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  readonly optional?: boolean;
  readonly many?: boolean;
  readonly default?: Value;
}

/** What an argument of each kind has become when a function gets it. */
export interface Converted {
  any: Value;
  field: Value;
  record: Value;
  text: string;
  number: Decimal;
  whole: Decimal;
  yes_no: boolean;
  day: Day;
  date: Day | Wall;
  moment: Wall;
  time: TimeOfDay;
  instant: Day | Moment;
  calendar: Value;
  free_days: Value;
  list: readonly Value[];
  column: readonly Value[];
}

export type Arguments<P extends readonly Parameter[]> = { -readonly [K in keyof P]: Converted[P[K]["kind"]] };
export type Returns = Type | ((args: readonly Node[]) => Type | null);

export interface Declared {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly returns: Returns;
  /** Called with converted arguments; errors among them have already been passed on. */
  readonly compute?: (context: Context, args: readonly Value[]) => Value;
  /** Instead of `compute`, for functions that look at arguments only when needed, or at errors. */
  readonly compile?: (runs: readonly Run[]) => Run;
  /** For functions that are short for an expression: the tree that a call stands for; null where it is none. */
  readonly expand?: (call: Call) => Node | null;
  /** How many arguments belong together at the end of a variadic list (IFS: 2). */
  readonly group: number;
}

export type Functions = ReadonlyMap<string, Declared>;

/** A function of its converted arguments. */
export function pure<const P extends readonly Parameter[]>(name: string, parameters: P, returns: Returns, compute: (...args: Arguments<P>) => Value): Declared {
  return { name, parameters, returns, group: 1, compute: (_, args) => compute(...(args as unknown as Arguments<P>)) };
}

/** A function of its converted arguments that asks the clock too. */
export function timed<const P extends readonly Parameter[]>(name: string, parameters: P, returns: Returns, compute: (context: Context, ...args: Arguments<P>) => Value): Declared {
  return { name, parameters, returns, group: 1, compute: (context, args) => compute(context, ...(args as unknown as Arguments<P>)) };
}

/** A function that runs its arguments itself. */
export function special(name: string, parameters: readonly Parameter[], returns: Returns, compile: (runs: readonly Run[]) => Run, group = 1): Declared {
  return { name, parameters, returns, compile, group };
}

/** A function that is short for an expression. */
export const short = (name: string, parameters: readonly Parameter[], returns: Returns, expand: (call: Call) => Node): Declared => ({ name, parameters, returns, expand, group: 1 });

/** The parameter that the argument at `position` belongs to. */
export function parameterOf(declared: Declared, position: number): Parameter {
  const { parameters } = declared;
  const group = parameters.filter((parameter) => parameter.many);
  const first = parameters.length - group.length;
  const found = parameters[position] ?? group[(position - first) % group.length];
  if (!found) throw new RangeError(declared.name);
  return found;
}

/** May it be called with so many arguments? */
export function accepts(declared: Declared, count: number): boolean {
  const { parameters, group } = declared;
  const many = parameters.filter((parameter) => parameter.many).length;
  if (count < parameters.filter((parameter) => !parameter.optional).length) return false;
  if (!many) return count <= parameters.length;
  return group === 1 || (count - (parameters.length - many)) % group === 0;
}
