/** Operators on typed values: texts of values, comparison, arithmetic over numbers. */
import { FIRST_DAY, FIRST_MOMENT, isoDay, isoTime, local } from "./calendar";
import { Decimal, ZERO } from "./decimal";
import type { Context } from "./function";
import { power } from "./power";
import { isSomeTime, temporal } from "./temporal";
import { DIV0, Day, Moment, PRODUCT_DECIMALS, Span, TimeOfDay, VALUE, Wall, divideExact, inRange, isError, isList, isRecord, recordId, toDecimal } from "./values";
import type { ErrorValue, Value } from "./values";

/** A value as the text that `&` makes of it: plain numbers, TRUE/FALSE, ISO dates, moments on the company's clock. */
export function show(value: Value, context: Context): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (value instanceof Moment) return show(local(value, context.clock), context);
  if (value instanceof Wall) return `${isoDay(value.ordinal)} ${isoTime(value.micros)}`;
  if (value instanceof Day) return isoDay(value.ordinal);
  if (value instanceof TimeOfDay) return isoTime(value.micros);
  if (isList(value)) return value.map((item) => show(item, context)).join(", ");
  if (isRecord(value)) return show(value["_title"] || value["id"] || "", context);
  return String(value);
}

/** How two texts stand to each other by their characters, as databases compare them. */
export function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a === b) continue;
    // Halves of characters beyond the first 65,536 come after all others.
    const [wideA, wideB] = [(a & 0xf800) === 0xd800, (b & 0xf800) === 0xd800];
    return wideA === wideB ? Math.sign(a - b) : wideA ? 1 : -1;
  }
  return Math.sign(left.length - right.length);
}

function defaultLike(other: Value): Value {
  if (typeof other === "string") return "";
  if (typeof other === "boolean") return false;
  if (other instanceof Moment) return FIRST_MOMENT;
  if (other instanceof Day) return FIRST_DAY;
  if (other instanceof TimeOfDay) return new TimeOfDay(0);
  if (other instanceof Span) return new Span();
  return toDecimal(other) ? 0 : null;
}

const numberLike = (value: Value): Decimal | null => (typeof value === "boolean" ? Decimal.of(value ? 1 : 0) : toDecimal(value));

/** -1, 0, 1; null for values of different kinds, which have no order and are not equal. */
function order(left: Value, right: Value): number | null {
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  const [a, b] = [numberLike(left), numberLike(right)];
  if (a && b) return a.compare(b);
  if (left instanceof Day && right instanceof Day) return Math.sign(left.ordinal - right.ordinal);
  if (left instanceof Moment && right instanceof Moment) return left.micros < right.micros ? -1 : left.micros > right.micros ? 1 : 0;
  if (left instanceof TimeOfDay && right instanceof TimeOfDay) return Math.sign(left.micros - right.micros);
  if (left instanceof Span && right instanceof Span) {
    return Math.sign(left.months - right.months) || (left.micros < right.micros ? -1 : left.micros > right.micros ? 1 : 0);
  }
  return left === right ? 0 : null;
}

const TESTS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (found) => found === 0,
  "<>": (found) => found !== 0,
  "<": (found) => found < 0,
  "<=": (found) => found <= 0,
  ">": (found) => found > 0,
  ">=": (found) => found >= 0,
};

/** Two-valued comparison: empty counts as 0, '', false, or as before every day. */
export function compare(op: string): (left: Value, right: Value) => boolean | ErrorValue {
  const test = TESTS[op] ?? (() => false);
  return (left, right) => {
    if (isError(left)) return left;
    if (isError(right)) return right;
    if (left === null && right === null) return test(0);
    const found = order(left ?? defaultLike(right), right ?? defaultLike(left));
    if (found !== null) return test(found);
    return op === "=" ? false : op === "<>" ? true : VALUE;
  };
}

export const equalValues = compare("=");

/** `in`: is one of the list equal to the item. Records are compared by id. */
export function contains(item: Value, within: Value): boolean | ErrorValue {
  if (within === null) return false;
  if (!isList(within)) return VALUE;
  const wanted = recordId(item);
  for (const candidate of within) {
    if (isError(candidate)) return candidate;
    if (equalValues(wanted, recordId(candidate)) === true) return true;
  }
  return false;
}

export const multiply = (left: Decimal, right: Decimal): Decimal | ErrorValue => inRange(left.times(right).round(PRODUCT_DECIMALS, "half_up"));

const NUMERIC: Readonly<Record<string, (left: Decimal, right: Decimal) => Decimal | ErrorValue>> = {
  "+": (left, right) => inRange(left.plus(right)),
  "-": (left, right) => inRange(left.minus(right)),
  "*": multiply,
  "/": (left, right) => (right.isZero ? DIV0 : inRange(divideExact(left, right))),
  "^": power,
};

/** `+ - * / ^` over numbers, days, moments and lengths of time; empty numbers are 0, an empty day stays empty. */
export function arithmetic(op: string): (left: Value, right: Value, context: Context) => Value {
  const numeric = NUMERIC[op] ?? (() => VALUE);
  return (left, right, context) => {
    if (left instanceof Decimal && right instanceof Decimal) return numeric(left, right);
    if (isSomeTime(left) || isSomeTime(right)) return temporal(op, left, right, context);
    const a = left === null ? ZERO : toDecimal(left);
    const b = right === null ? ZERO : toDecimal(right);
    return a && b ? numeric(a, b) : VALUE;
  };
}
