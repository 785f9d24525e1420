/** Functions that count days and hours of a calendar of their own: working time, years of 360 days. */
import { local, momentAt, monthLength, partsOf } from "../calendar";
import type { Clock } from "../calendar";
import { Decimal } from "../decimal";
import { pure, timed } from "../function";
import type { Context, Declared } from "../function";
import { DATE, DATETIME, WHOLE, numberType } from "../types";
import { Day, Moment, NUM, QUOTIENT_DECIMALS, Wall, divideExact, isList } from "../values";
import type { Value } from "../values";
import { WorkCalendar, weekdays } from "../workCalendar";

const MOST_DAYS = Decimal.of(100_000);
const MOST_HOURS = Decimal.of(1_000_000);
const HOUR = Decimal.of(3_600_000_000);

/** A calendar of the app, else Mondays to Fridays without the given free days. */
function daysOf(given: Value): WorkCalendar {
  if (given instanceof WorkCalendar) return given;
  const values = isList(given) ? given : [given];
  return weekdays(values.flatMap((value) => (value instanceof Day || value instanceof Wall ? [value.ordinal] : [])));
}

/** Working days from start to end, both counted; negative when turned round. */
const workdays = (start: Day, end: Day, free: Value): Value => Decimal.of(daysOf(free).days(start.ordinal, end.ordinal));

/** The day so many working days later. */
function workday(start: Day, count: Decimal, free: Value): Value {
  const found = count.abs().compare(MOST_DAYS) > 0 ? null : daysOf(free).later(start.ordinal, count.toNumber());
  return found === null ? NUM : new Day(found);
}

const clockOf = (calendar: WorkCalendar, { clock }: Context): Clock => ({ moment: clock.moment, zone: calendar.zone ?? clock.zone });

/** What the calendar's clock shows at a moment; a day is its beginning there. */
const shown = (point: Day | Moment, clock: Clock): Wall => (point instanceof Moment ? local(point, clock) : new Wall(point.ordinal, 0));

/** Hours of working time from one moment to another; negative when turned round. */
function worktime(context: Context, start: Day | Moment, end: Day | Moment, calendar: Value): Value {
  if (!(calendar instanceof WorkCalendar)) return null;
  const clock = clockOf(calendar, context);
  return divideExact(new Decimal(calendar.worked(shown(end, clock)) - calendar.worked(shown(start, clock))), HOUR);
}

/** The moment so many hours of working time later. */
function worktimeAdd(context: Context, start: Day | Moment, hours: Decimal, calendar: Value): Value {
  if (!(calendar instanceof WorkCalendar)) return null;
  if (hours.abs().compare(MOST_HOURS) > 0) return NUM;
  const clock = clockOf(calendar, context);
  const wall = calendar.atWork(shown(start, clock), hours.times(HOUR).round(0, "half_up").whole());
  return (wall && momentAt(wall, clock)) ?? NUM;
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
const FREE = { name: "free_days", kind: "free_days", optional: true } as const;
const FROM = { name: "start", kind: "instant" } as const;
const CALENDAR = { name: "calendar", kind: "calendar" } as const;

export const WORKDAYS: readonly Declared[] = [
  pure("NETWORKDAYS", [START, END, FREE], WHOLE, workdays),
  pure("WORKDAY", [{ name: "day", kind: "day" }, { name: "count", kind: "whole" }, FREE], DATE, workday),
  timed("WORKTIME", [FROM, { name: "end", kind: "instant" }, CALENDAR], numberType(QUOTIENT_DECIMALS), worktime),
  timed("WORKTIMEADD", [FROM, { name: "hours", kind: "number" }, CALENDAR], DATETIME, worktimeAdd),
  pure("DAYS360", [START, END, { name: "european", kind: "yes_no", optional: true, default: false }], WHOLE, days360),
];
