/** Arithmetic with days, moments, times of day and lengths of time. */
import { addMonths, beginOf, local, momentAt, momentWithin, movedDay } from "./calendar";
import { Decimal, ONE, ZERO } from "./decimal";
import type { Context } from "./function";
import { DAY, DAY_MICROS, DIV0, Day, Moment, Span, TimeOfDay, VALUE, Wall, divideExact, isError, toDecimal } from "./values";
import type { Value } from "./values";

type Point = Day | Moment | TimeOfDay;

const FARTHEST = Decimal.of(4_000_000);

const isPoint = (value: Value): value is Point => value instanceof Day || value instanceof Moment || value instanceof TimeOfDay;

export const isSomeTime = (value: Value): value is Point | Span => isPoint(value) || value instanceof Span;

/** `op` with at least one day, moment, time or length of time. */
export function temporal(op: string, first: Value, second: Value, context: Context): Value {
  let [left, right] = [first, second];
  const sum = op === "+" || op === "-";
  if (op === "+" && isPoint(right) && !isPoint(left)) [left, right] = [right, left];
  if (left instanceof Span && right instanceof Span && sum) return left.plus(op === "+" ? right : right.negated());
  if (left instanceof Span && right instanceof Span) return op === "/" ? share(left, right) : VALUE;
  if (left instanceof Span) return scaled(op, left, right);
  if (right instanceof Span && op === "*") return scaled(op, right, left);
  if (left === null || !sum) return sum ? null : VALUE;
  if (right === null) return left;
  if (isPoint(left) && isPoint(right)) return op === "-" ? between(left, right, context) : VALUE;
  if (right instanceof Span) return isPoint(left) ? shift(left, op === "+" ? right : right.negated(), context) : VALUE;
  const days = toDecimal(right);
  if (!days || !isPoint(left)) return VALUE;
  if (days.abs().compare(FARTHEST) > 0) return null;
  const moved = op === "+" ? days : days.negated();
  const micros = left instanceof Day ? moved.round(0, "floor").times(DAY_MICROS) : moved.times(DAY_MICROS).round(0, "half_up");
  return shift(left, new Span(0, micros.whole()), context);
}

function scaled(op: string, span: Span, factor: Value): Value {
  const by = factor === null ? ZERO : toDecimal(factor);
  if (!by || (op !== "*" && op !== "/")) return VALUE;
  if (op === "*") return span.times(by);
  return by.isZero ? DIV0 : span.times(divideExact(ONE, by));
}

/** How often one length holds another; a month holds no certain number of anything. */
function share(left: Span, right: Span): Value {
  if (left.months || right.months) return VALUE;
  return right.micros === 0n ? DIV0 : divideExact(new Decimal(left.micros), new Decimal(right.micros));
}

function between(left: Point, right: Point, context: Context): Value {
  if (left instanceof TimeOfDay || right instanceof TimeOfDay) {
    if (!(left instanceof TimeOfDay && right instanceof TimeOfDay)) return VALUE;
    return divideExact(Decimal.of(left.micros - right.micros), DAY_MICROS);
  }
  if (left instanceof Day && right instanceof Day) return Decimal.of(left.ordinal - right.ordinal);
  const from = left instanceof Day ? beginOf(left, context.clock) : left;
  const to = right instanceof Day ? beginOf(right, context.clock) : right;
  return from && to ? divideExact(new Decimal(from.micros - to.micros), DAY_MICROS) : null;
}

/** Beyond the years 1 to 9999 there is no day: the result is empty. */
function shift(start: Point, span: Span, context: Context): Value {
  if (start instanceof TimeOfDay) {
    const rest = (BigInt(start.micros) + span.micros) % BigInt(DAY);
    return span.months ? VALUE : new TimeOfDay(Number(rest < 0n ? rest + BigInt(DAY) : rest));
  }
  if (start instanceof Moment) {
    const moved = span.months ? monthsLater(start, span.months, context) : start;
    return moved && momentWithin(moved.micros + span.micros);
  }
  const day = span.months ? addMonths(start, span.months) : start;
  if (isError(day)) return null;
  if (span.micros % BigInt(DAY) === 0n) return movedDay(day, Number(span.micros / BigInt(DAY)));
  const begin = beginOf(day, context.clock);
  return begin && momentWithin(begin.micros + span.micros);
}

function monthsLater(start: Moment, months: number, context: Context): Moment | null {
  const wall = local(start, context.clock);
  const day = addMonths(new Day(wall.ordinal), months);
  return isError(day) ? null : momentAt(new Wall(day.ordinal, wall.micros), context.clock);
}
