/** Functions over days and moments; parts of a moment are those on the company's clock. */
import { addMonths, beginOf, dayOf, isoWeekday, monthLength, movedDay, partsOf, today } from "../calendar";
import { Decimal, ONE } from "../decimal";
import { pure, special, timed } from "../function";
import type { Declared } from "../function";
import { DATE, DATETIME, TIME, WHOLE } from "../types";
import { Day, NUM, TimeOfDay, isError } from "../values";
import type { ErrorValue, Value, Wall } from "../values";
import { WEEKS } from "./weeks";
import { WORKDAYS } from "./workdays";

const DAY_ = { name: "day", kind: "day" } as const;
const MOMENT = { name: "moment", kind: "moment" } as const;
const MONTHS = { name: "months", kind: "whole" } as const;
const MANY_MONTHS = Decimal.of(120_000);
const MANY_DAYS = Decimal.of(4_000_000);
const LAST_YEAR = Decimal.of(9999);

const whole = (name: string): { readonly name: string; readonly kind: "whole" } => ({ name, kind: "whole" });
const beyond = (value: Decimal, limit: Decimal): boolean => value.abs().compare(limit) > 0;

function dateOf(year: Decimal, month: Decimal, day: Decimal): Value {
  if (year.sign < 0 || year.compare(LAST_YEAR) > 0 || beyond(month, MANY_MONTHS) || beyond(day, MANY_DAYS)) return NUM;
  // Excel reads a year below 1900 as counted from 1900.
  const counted = year.toNumber();
  const first = addMonths(dayOf(counted < 1900 ? counted + 1900 : counted, 1, 1), month.toNumber() - 1);
  return isError(first) ? first : (movedDay(first, day.toNumber() - 1) ?? NUM);
}

const later = (day: Day, months: Decimal): Day | ErrorValue => (beyond(months, MANY_MONTHS) ? NUM : addMonths(day, months.toNumber()));

function monthEnd(day: Day, months: Decimal): Value {
  const moved = later(day, months);
  if (isError(moved)) return moved;
  const { year, month } = partsOf(moved.ordinal);
  return dayOf(year, month, monthLength(year, month));
}

function weekday(day: Day, kind: Decimal): Value {
  const iso = isoWeekday(day.ordinal);
  if (kind.compare(MANY_DAYS) > 0) return null;
  const wanted = kind.toNumber();
  if (wanted === 1) return Decimal.of((iso % 7) + 1);
  if (wanted === 2 || wanted === 11) return Decimal.of(iso);
  if (wanted === 3) return Decimal.of(iso - 1);
  return wanted >= 12 && wanted <= 17 ? Decimal.of(((iso - 1 - wanted + 11 + 7) % 7) + 1) : null;
}

function difference(start: Day, end: Day, unit: string): Value {
  if (start.ordinal > end.ordinal) return NUM;
  const [from, to] = [partsOf(start.ordinal), partsOf(end.ordinal)];
  const months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
  const since = (count: number): Value => {
    const turned = addMonths(start, count);
    return isError(turned) ? turned : Decimal.of(end.ordinal - turned.ordinal);
  };
  switch (unit.toLowerCase()) {
    case "d":
      return Decimal.of(end.ordinal - start.ordinal);
    case "m":
      return Decimal.of(months);
    case "y":
      return Decimal.of(Math.floor(months / 12));
    case "ym":
      return Decimal.of(((months % 12) + 12) % 12);
    case "md":
      return since(months);
    case "yd":
      return since(Math.floor(months / 12) * 12);
    default:
      return NUM;
  }
}

function timeOf(hour: Decimal, minute: Decimal, second: Decimal): Value {
  const limit = Decimal.of(32_767);
  if (beyond(hour, limit) || beyond(minute, limit) || beyond(second, limit)) return NUM;
  const total = hour.toNumber() * 3600 + minute.toNumber() * 60 + second.toNumber();
  return total < 0 ? NUM : new TimeOfDay((total % 86_400) * 1_000_000);
}

function period(day: Day, unit: string): Value {
  const { year, month } = partsOf(day.ordinal);
  switch (unit) {
    case "day":
      return day;
    case "week":
      return day.ordinal > 7 ? new Day(day.ordinal - isoWeekday(day.ordinal) + 1) : day;
    case "month":
      return dayOf(year, month, 1);
    case "quarter":
      return dayOf(year, month - ((month - 1) % 3), 1);
    case "year":
      return dayOf(year, 1, 1);
    default:
      return null;
  }
}

const clockPart = (name: string, part: (seconds: number) => number): Declared =>
  pure(name, [MOMENT], WHOLE, (moment: Wall) => Decimal.of(part(Math.floor(moment.micros / 1_000_000))));

export const FUNCTIONS: readonly Declared[] = [
  special("TODAY", [], DATE, () => (context) => today(context.clock)),
  special("NOW", [], DATETIME, () => (context) => context.clock.moment),
  pure("DATE", [whole("year"), whole("month"), whole("day")], DATE, dateOf),
  timed("DATETIME", [DAY_], DATETIME, (context, day) => beginOf(day, context.clock)),
  pure("DATEVALUE", [{ name: "moment", kind: "day" }], DATE, (day) => day),
  pure("TIMEVALUE", [{ name: "moment", kind: "time" }], TIME, (time) => time),
  pure("YEAR", [DAY_], WHOLE, (day) => Decimal.of(partsOf(day.ordinal).year)),
  pure("MONTH", [DAY_], WHOLE, (day) => Decimal.of(partsOf(day.ordinal).month)),
  pure("DAY", [DAY_], WHOLE, (day) => Decimal.of(partsOf(day.ordinal).day)),
  pure("QUARTER", [DAY_], WHOLE, (day) => Decimal.of(Math.ceil(partsOf(day.ordinal).month / 3))),
  clockPart("HOUR", (seconds) => Math.floor(seconds / 3600)),
  clockPart("MINUTE", (seconds) => Math.floor(seconds / 60) % 60),
  clockPart("SECOND", (seconds) => seconds % 60),
  pure("WEEKDAY", [DAY_, { name: "kind", kind: "whole", optional: true, default: ONE }], WHOLE, weekday),
  pure("EDATE", [DAY_, MONTHS], DATE, later),
  pure("EOMONTH", [DAY_, MONTHS], DATE, monthEnd),
  pure("DAYS", [{ name: "end", kind: "day" }, { name: "start", kind: "day" }], WHOLE, (end, start) => Decimal.of(end.ordinal - start.ordinal)),
  pure("DATEDIF", [{ name: "start", kind: "day" }, { name: "end", kind: "day" }, { name: "unit", kind: "text" }], WHOLE, difference),
  pure("TIME", [whole("hour"), whole("minute"), whole("second")], TIME, timeOf),
  pure("PERIOD", [DAY_, { name: "unit", kind: "text" }], DATE, period),
  ...WORKDAYS,
  ...WEEKS,
];
