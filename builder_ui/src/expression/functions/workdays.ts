/** Functions that count days of a calendar of their own: working days, years of 360 days. */
import { LAST_ORDINAL, isoWeekday, monthLength, partsOf } from "../calendar";
import { Decimal } from "../decimal";
import { pure } from "../function";
import type { Declared } from "../function";
import { DATE, WHOLE } from "../types";
import { Day, NUM, Wall, isList } from "../values";
import type { Value } from "../values";

const isWorkday = (ordinal: number): boolean => isoWeekday(ordinal) < 6;
const FARTHEST = Decimal.of(100_000);

function freeDays(given: Value): Set<number> {
  const values = isList(given) ? given : [given];
  return new Set(values.flatMap((value) => (value instanceof Day || value instanceof Wall ? [value.ordinal] : [])));
}

/** Mondays to Fridays from start to end, both counted, without the free days; negative when turned round. */
function workdays(start: Day, end: Day, free: Value): Value {
  const [first, last] = [Math.min(start.ordinal, end.ordinal), Math.max(start.ordinal, end.ordinal)];
  const days = last - first + 1;
  let count = Math.floor(days / 7) * 5;
  for (let rest = 0; rest < days % 7; rest++) count += isWorkday(first + rest) ? 1 : 0;
  for (const day of freeDays(free)) count -= day >= first && day <= last && isWorkday(day) ? 1 : 0;
  return Decimal.of(start.ordinal > end.ordinal ? -count : count);
}

/** The day so many working days later. */
function workday(start: Day, count: Decimal, free: Value): Value {
  if (count.abs().compare(FARTHEST) > 0) return NUM;
  const taken = freeDays(free);
  const step = count.sign;
  let day = start.ordinal;
  for (let left = Math.abs(count.toNumber()); left > 0; ) {
    day += step;
    if (day < 1 || day > LAST_ORDINAL) return NUM;
    if (isWorkday(day) && !taken.has(day)) left -= 1;
  }
  return new Day(day);
}

function days360(start: Day, end: Day, european: boolean): Value {
  const [from, to] = [partsOf(start.ordinal), partsOf(end.ordinal)];
  let [first, last] = [from.day, to.day];
  if (european) [first, last] = [Math.min(first, 30), Math.min(last, 30)];
  else {
    if (first === monthLength(from.year, from.month) && (from.month === 2 || first === 31)) first = 30;
    if (last === 31 && first === 30) last = 30;
  }
  return Decimal.of((to.year - from.year) * 360 + (to.month - from.month) * 30 + last - first);
}

const START = { name: "start", kind: "day" } as const;
const END = { name: "end", kind: "day" } as const;
const FREE = { name: "free_days", kind: "any", optional: true } as const;

export const WORKDAYS: readonly Declared[] = [
  pure("NETWORKDAYS", [START, END, FREE], WHOLE, workdays),
  pure("WORKDAY", [{ name: "day", kind: "day" }, { name: "count", kind: "whole" }, FREE], DATE, workday),
  pure("DAYS360", [START, END, { name: "european", kind: "yes_no", optional: true, default: false }], WHOLE, days360),
];
