/** Functions over numbers: round, smallest and greatest, sums of arguments and of lists. */
import { Decimal, ONE, ZERO } from "../decimal";
import type { Rounding } from "../decimal";
import { pure, short, special } from "../function";
import type { Context, Declared, Parameter, Run } from "../function";
import type { Node } from "../nodes";
import { NOTHING } from "../nodes";
import { compare, multiply } from "../operators";
import { root } from "../power";
import { NUMBER, WHOLE, display, isLoose, numberType } from "../types";
import type { Type } from "../types";
import { DIV0, NUM, VALUE, divideExact, inRange, isError, isList, isTemporal, toDecimal } from "../values";
import type { ErrorValue, Value } from "../values";

const VALUES: readonly Parameter[] = [
  { name: "value", kind: "any" },
  { name: "more", kind: "any", optional: true, many: true },
];
const FARTHEST = Decimal.of(400);

function rounded(value: Decimal, decimals: Decimal, how: Rounding): Decimal {
  if (decimals.abs().compare(FARTHEST) > 0) return decimals.sign > 0 ? value : ZERO;
  return value.round(decimals.toNumber(), how);
}

function rounding(name: string, how: Rounding): Declared {
  const parameters = [
    { name: "number", kind: "number" },
    { name: "decimals", kind: "whole", optional: true, default: ZERO },
  ] as const;
  return pure(name, parameters, roundedType, (value, decimals) => rounded(value, decimals, how));
}

function roundedType(args: readonly Node[]): Type {
  const [value, digits] = args;
  const written = digits ? (digits.t === "literal" ? digits.value : null) : ZERO;
  if (!(written instanceof Decimal) || written.abs().compare(FARTHEST) >= 0) return NUMBER;
  const wanted = Math.max(0, written.toNumber());
  const known = value?.type.kind === "number" ? value.type.decimals : null;
  return numberType(known === null ? wanted : Math.min(wanted, known));
}

function modulo(value: Decimal, by: Decimal): Value {
  if (by.isZero) return DIV0;
  if (value.adjusted - by.adjusted >= 1000) return NUM;
  const rest = value.remainder(by);
  return !rest.isZero && rest.sign !== by.sign ? rest.plus(by) : rest;
}

/** The multiple of a step above or below. */
function multiple(value: Decimal, step: Decimal, how: "floor" | "ceiling"): Value {
  if (value.isZero) return ZERO;
  if (step.isZero) return how === "floor" ? DIV0 : ZERO;
  if (value.sign > 0 && step.sign < 0) return NUM;
  const turned: Rounding = step.sign < 0 ? (how === "ceiling" ? "up" : "down") : how;
  return value.over(step, 0, turned).times(step);
}

export function flatten(values: readonly Value[]): Value[] {
  return values.flatMap((value) => (isList(value) ? flatten(value) : [value]));
}

/** The numbers among the arguments; empty ones and the other things in lists are left out. */
export function numbersOf(values: readonly Value[]): Decimal[] | ErrorValue {
  const found: Decimal[] = [];
  for (const argument of values) {
    const inside = isList(argument);
    for (const value of flatten([argument])) {
      if (isError(value)) return value;
      if (value === null || (inside && (typeof value === "string" || typeof value === "boolean"))) continue;
      const number = toDecimal(value);
      if (!number) return VALUE;
      found.push(number);
    }
  }
  return found;
}

export const over =
  (compute: (numbers: readonly Decimal[]) => Value) =>
  (runs: readonly Run[]): Run =>
  (context) => {
    const found = numbersOf(runs.map((run) => run(context)));
    return isError(found) ? found : compute(found);
  };

export const total = (numbers: readonly Decimal[]): Decimal | ErrorValue => inRange(numbers.reduce((sum, each) => sum.plus(each), ZERO));

function average(numbers: readonly Decimal[]): Value {
  const sum = total(numbers);
  return !numbers.length ? DIV0 : isError(sum) ? sum : divideExact(sum, Decimal.of(numbers.length));
}

function product(numbers: readonly Decimal[]): Value {
  let made: Decimal | ErrorValue = numbers.length ? ONE : ZERO;
  for (const each of numbers) made = isError(made) ? made : multiply(made, each);
  return made;
}

/** MIN or MAX: over numbers, or over days or moments. */
function extreme(name: string, op: "<" | ">"): Declared {
  const better = compare(op);
  const choose = <T extends Value>(values: readonly T[]): T | undefined => values.reduce<T | undefined>((best, each) => (best === undefined || better(each, best) === true ? each : best), undefined);
  const ofNumbers = over((numbers) => choose(numbers) ?? ZERO);
  return special(name, VALUES, extremeType, (runs) => {
    const numbers = ofNumbers(runs);
    return (context: Context) => {
      const given = flatten(runs.map((run) => run(context))).filter((value) => value !== null);
      return given.length && given.every(isTemporal) ? (choose(given) ?? null) : numbers(context);
    };
  });
}

function extremeType(args: readonly Node[]): Type | null {
  const kinds = new Set(args.map((arg) => display(arg.type).kind));
  if (!kinds.has("date") && !kinds.has("datetime") && !kinds.has("time")) return commonNumber(args);
  return kinds.size === 1 && args[0] ? display(args[0].type) : null;
}

/** The common type of numbers among the arguments; null when one of them is no number. */
function commonNumber(args: readonly Node[], least?: number): Type | null {
  const found: (number | null)[] = least === undefined ? [] : [least];
  for (const arg of args) {
    const type = display(arg.type);
    if (isLoose(type)) continue;
    if (type.kind !== "number") return null;
    found.push(type.decimals);
  }
  const known = found.filter((each) => each !== null);
  return numberType(known.length < found.length || !found.length ? null : Math.max(...known));
}

const count = (runs: readonly Run[]): Run => (context) => Decimal.of(flatten(runs.map((run) => run(context))).filter((value) => value !== null && value !== "" && !isError(value)).length);

const NUMBER_ = { name: "number", kind: "number" } as const;
const DIVISOR = { name: "divisor", kind: "number" } as const;
const STEP = { name: "step", kind: "number", optional: true, default: ONE } as const;

export const FUNCTIONS: readonly Declared[] = [
  pure("ABS", [NUMBER_], (args) => (args[0]?.type.kind === "number" ? args[0].type : NUMBER), (value) => value.abs()),
  rounding("ROUND", "half_up"),
  rounding("ROUNDUP", "up"),
  rounding("ROUNDDOWN", "down"),
  rounding("TRUNC", "down"),
  pure("INT", [NUMBER_], WHOLE, (value) => value.round(0, "floor")),
  pure("MOD", [NUMBER_, DIVISOR], NUMBER, modulo),
  pure("QUOTIENT", [NUMBER_, DIVISOR], WHOLE, (value, by) => (by.isZero ? DIV0 : value.over(by, 0, "down"))),
  pure("SIGN", [NUMBER_], WHOLE, (value) => Decimal.of(value.sign)),
  special("PRODUCT", VALUES, NUMBER, over(product)),
  short("POWER", [NUMBER_, { name: "exponent", kind: "number" }], NUMBER, ({ args: [left = NOTHING, right = NOTHING], at }) => ({ t: "binary", op: "^", left, right, at, type: NUMBER })),
  pure("SQRT", [NUMBER_], numberType(12), root),
  pure("CEILING", [NUMBER_, STEP], NUMBER, (value, step) => multiple(value, step, "ceiling")),
  pure("FLOOR", [NUMBER_, STEP], NUMBER, (value, step) => multiple(value, step, "floor")),
  special("SUM", VALUES, (args) => commonNumber(args), over(total)),
  special("AVERAGE", VALUES, (args) => commonNumber(args, 12), over(average)),
  extreme("MIN", "<"),
  extreme("MAX", ">"),
  special("COUNT", VALUES, WHOLE, count),
];

