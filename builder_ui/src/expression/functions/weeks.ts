/** Functions over days: numbers of weeks, age, moving by days, moments as a count of milliseconds. */
import { beginOf, dayOf, isoWeekday, partsOf } from "../calendar";
import { Decimal, ONE, ZERO } from "../decimal";
import { pure, short, timed } from "../function";
import type { Context, Declared } from "../function";
import { NOTHING } from "../nodes";
import { DATE, WHOLE } from "../types";
import { Day, Moment, VALUE } from "../values";
import type { Value } from "../values";

const DAY = { name: "day", kind: "day" } as const;
// The weekday (Monday: 0) with which a week begins, by Excel's number of the kind; 21 is ISO's.
const FIRST_DAYS: Readonly<Record<string, number>> = { 1: 6, 2: 0, 11: 0, 12: 1, 13: 2, 14: 3, 15: 4, 16: 5, 17: 6 };

/** The week belongs to the year of its Thursday. */
function isoWeek(day: Day): Value {
  const thursday = day.ordinal - isoWeekday(day.ordinal) + 4;
  return Decimal.of(Math.floor((thursday - dayOf(partsOf(thursday).year, 1, 1).ordinal) / 7) + 1);
}

function week(day: Day, kind: Decimal): Value {
  if (kind.equals(Decimal.of(21))) return isoWeek(day);
  const first = FIRST_DAYS[String(kind)];
  if (first === undefined) return null;
  const year = dayOf(partsOf(day.ordinal).year, 1, 1).ordinal;
  return Decimal.of(Math.floor((day.ordinal - year + ((isoWeekday(year) - 1 - first + 7) % 7)) / 7) + 1);
}

function age(born: Day, at: Day): Value {
  const [from, to] = [partsOf(born.ordinal), partsOf(at.ordinal)];
  const early = to.month < from.month || (to.month === from.month && to.day < from.day);
  const years = to.year - from.year - (early ? 1 : 0);
  return years > 0 ? Decimal.of(years) : ZERO;
}

function milliseconds(context: Context, value: Value): Value {
  const moment = value instanceof Day ? beginOf(value, context.clock) : value;
  if (moment === null) return null;
  return moment instanceof Moment ? new Decimal(moment.micros, 3).round(0, "floor") : VALUE;
}

export const WEEKS: readonly Declared[] = [
  pure("ISOWEEKNUM", [DAY], WHOLE, isoWeek),
  pure("WEEKNUM", [DAY, { name: "kind", kind: "whole", optional: true, default: ONE }], WHOLE, week),
  {
    ...pure("AGE", [DAY, { name: "at", kind: "day", optional: true }], WHOLE, age),
    expand: (call) => (call.args.length === 1 ? { ...call, args: [...call.args, { t: "call", name: "TODAY", args: [], at: call.at, type: DATE }] } : null),
  },
  short("DATEDELTA", [{ name: "day", kind: "any" }, { name: "days", kind: "any" }], WHOLE, ({ args: [left = NOTHING, right = NOTHING], at }) => ({ t: "binary", op: "+", left, right, at, type: DATE })),
  timed("TIMESTAMP", [{ name: "moment", kind: "any" }], WHOLE, milliseconds),
];
