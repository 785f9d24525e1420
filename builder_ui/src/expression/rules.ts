/** Rules of types: what arithmetic makes of what, what may be compared with what, what a literal is. */
import { readDay, readMoment, readTime } from "./calendar";
import type { LiteralValue, Node } from "./nodes";
import { own } from "./scope";
import { ANY, BLANK, DATE, DATETIME, DURATION, NUMBER, TEXT, TIME, YES_NO, among, isLoose, isTemporalType, join, numberType } from "./types";
import type { Choice, NumberType, Type } from "./types";
import { DAY, Day, Moment, PRODUCT_DECIMALS, QUOTIENT_DECIMALS, Span, TimeOfDay, toDecimal } from "./values";
import type { Value } from "./values";

/** The type of a value as written. */
export function literalType(value: Value | LiteralValue): Type {
  if (value === null) return BLANK;
  if (typeof value === "boolean") return YES_NO;
  if (typeof value === "string") return TEXT;
  if (value instanceof Span) return DURATION;
  if (value instanceof Day) return DATE;
  if (value instanceof Moment) return DATETIME;
  if (value instanceof TimeOfDay) return TIME;
  const number = toDecimal(value);
  return number ? numberType(number.scale) : ANY;
}

/** What `.values.name` of an option gives: its type, and whether every option has it; null when none has. */
export function optionValueType(choices: readonly Choice[], name: string): { readonly type: Type; readonly everywhere: boolean } | null {
  const found = choices.flatMap((choice) => (Object.hasOwn(choice.values, name) ? [own(choice.values, name) ?? null] : []));
  if (!found.length) return choices.length ? null : { type: ANY, everywhere: false };
  let type: Type | null = BLANK;
  for (const value of found) type = type && join(type, literalType(value));
  return { type: type ?? ANY, everywhere: found.length === choices.length };
}

const isNumeric = (type: Type): boolean => type.kind === "number" || isLoose(type);

/** The type of `left operator right`, or null when the operator does not go with them. */
export function arithmeticType(op: string, left: Type, right: Type, rightNode?: Node): Type | null {
  const sum = op === "+" || op === "-";
  if (isNumeric(left) && isNumeric(right)) {
    if (left.kind === "any" || right.kind === "any") return sum ? ANY : NUMBER;
    return numbers(op, left.kind === "number" ? left : numberType(0), right.kind === "number" ? right : numberType(0));
  }
  if (left.kind === "duration") {
    if (right.kind === "duration" && op === "/") return numberType(QUOTIENT_DECIMALS);
    if ((right.kind === "duration" || isLoose(right)) && sum) return left;
    if (isNumeric(right) && (op === "*" || op === "/")) return left;
    if (op !== "+") return null;
    return among(right, "datetime", "time") ? right : shifted(right, left);
  }
  if (isNumeric(left) && right.kind === "duration") return op === "*" || (isLoose(left) && sum) ? right : null;
  if (isNumeric(left) && among(right, "date", "datetime")) return op === "+" ? right : op === "-" && isLoose(left) ? NUMBER : null;
  if (!isTemporalType(left) || !sum) return null;
  if (isTemporalType(right)) {
    if (op === "+" || (left.kind === "time") !== (right.kind === "time")) return null;
    return numberType(left.kind === "date" && right.kind === "date" ? 0 : QUOTIENT_DECIMALS);
  }
  return isNumeric(right) ? left : shifted(left, right, rightNode);
}

/** A day moved by whole days stays a day; by hours it becomes a moment. */
function shifted(start: Type, by: Type, node?: Node): Type | null {
  if (by.kind !== "duration" || !isTemporalType(start)) return null;
  const parts = node?.t === "literal" && node.value instanceof Span && node.value.micros % BigInt(DAY) !== 0n;
  return start.kind === "date" && parts ? DATETIME : start;
}

/**
 * A day beside a length of time that a field holds, as the moment at which the day begins; null for all else.
 * Whether it is a matter of whole days is known with the value only, and the type cannot wait for it.
 */
export function movedByField(left: Node, right: Node): [Node, Node] | null {
  const held = (node: Node): boolean => node.type.kind === "duration" && (node.t === "name" || node.t === "member");
  const begun = (day: Node): Node => ({ t: "call", name: "DATETIME", args: [day], at: day.at, type: DATETIME });
  if (left.type.kind === "date" && held(right)) return [begun(left), right];
  if (right.type.kind === "date" && held(left)) return [left, begun(right)];
  return null;
}

function numbers(op: string, left: NumberType, right: NumberType): NumberType {
  if (op === "/") return numberType(QUOTIENT_DECIMALS);
  if (op === "^" || left.decimals === null || right.decimals === null) return NUMBER;
  return numberType(op === "*" ? Math.min(left.decimals + right.decimals, PRODUCT_DECIMALS) : Math.max(left.decimals, right.decimals));
}

/** May the two be compared; `order` for `<` and the like, which not every type has. */
export function comparable(left: Type, right: Type, order: boolean): boolean {
  if (isLoose(left) || isLoose(right)) return true;
  if (among(left, "text", "option") && among(right, "text", "option")) return true;
  if (left.kind === "record" || right.kind === "record") {
    if (order) return false;
    if (left.kind === "record" && right.kind === "record") return !left.form || !right.form || left.form === right.form;
    const other = left.kind === "record" ? right : left;
    return other.kind === "number" && other.decimals === 0;
  }
  return among(left, "number", "date", "datetime", "time", "duration", "yes_no") && left.kind === right.kind;
}

/** `2024-05-31`, `2024-05-31T09:30:00Z`, `09:30` as a value; null when it is none of the wanted type. */
export function readTemporal(text: string, wanted: Type): Day | Moment | TimeOfDay | null {
  if (wanted.kind === "time") return readTime(text);
  if (text.length === 10) return readDay(text);
  return wanted.kind === "datetime" ? readMoment(text) : null;
}

