/** A calendar as data: which days are in sight, what lies on them, and what a record's dates become when it is moved. */
import type { FieldDef, FormDef, RecordData, Values, ViewDef } from "@/api/types";
import { quote } from "@/conditions/expression";
import { addDays, addMonths, asInstant, dayOf, daysBetween, instantOf, isDay, minutesOf, weekdayOf } from "./days";

export const SPANS = ["month", "week", "list"] as const;
export type Span = (typeof SPANS)[number];

/** Where a record without a time of its own goes on a day. */
export const MORNING = 9 * 60;
/** The least that something with times lasts, minutes. */
export const LEAST = 15;

/** What a calendar goes by. */
export interface Dates {
  readonly start: FieldDef;
  readonly end: FieldDef | null;
  /** Instants, not whole days. */
  readonly timed: boolean;
}

export function datesOf(view: ViewDef, form: FormDef): Dates | null {
  const start = view.start ? form.fields[view.start] : undefined;
  const end = view.end ? form.fields[view.end] : undefined;
  if (!start) return null;
  const timed = (start.settings.result?.type ?? start.type) === "datetime";
  return { start, end: end?.can.read ? end : null, timed };
}

/** The days in sight: from the first up to (not with) the last. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

const monthOf = (day: string): string => `${day.slice(0, 8)}01`;
const weekOf = (day: string): string => addDays(day, -weekdayOf(day));

export function rangeOf(span: Span, day: string): Range {
  if (span === "week") return { from: weekOf(day), to: addDays(weekOf(day), 7) };
  const first = monthOf(day);
  const next = addMonths(first, 1);
  if (span === "list") return { from: first, to: next };
  return { from: weekOf(first), to: addDays(weekOf(addDays(next, -1)), 7) };
}

export const daysOf = ({ from, to }: Range): string[] =>
  Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index));

export const step = (span: Span, day: string, by: 1 | -1): string =>
  span === "week" ? addDays(day, 7 * by) : addMonths(day, by);

/** What the address and the view say about how much is in sight. */
export function spanOf(asked: string | undefined, view: ViewDef, phone: boolean): Span {
  const found = SPANS.find((one) => one === asked);
  // A phone has no room for the hours of seven days.
  return (phone && found === "week" ? undefined : found) ?? (phone ? "list" : (view.opens ?? "month"));
}

export const dayOr = (asked: string | undefined, otherwise: string): string => (isDay(asked) ? asked : otherwise);

/** The records that touch a range, as an expression. */
export function rangeWhere({ start, end, timed }: Dates, { from, to }: Range): string {
  const edge = (day: string): string => quote(timed ? instantOf(day) : day);
  const begins = `${start.id} >= ${edge(from)}`;
  const reaches = end ? `(${begins} or ${end.id} >= ${edge(from)})` : begins;
  return `${start.id} < ${edge(to)} and ${reaches}`;
}

export interface CalendarEvent {
  readonly row: RecordData;
  readonly from: string;
  /** The last day. */
  readonly to: string;
  /** Minutes of the first day; null for whole days. */
  readonly begins: number | null;
  /** Minutes of the last day, where there is an end. */
  readonly ends: number | null;
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

export function eventOf(row: RecordData, { start, end, timed }: Dates): CalendarEvent | null {
  const first = text(row[start.id]);
  if (!first) return null;
  const until = end ? text(row[end.id]) : null;
  const last = until && until > first ? until : null;
  if (!timed) {
    const from = first.slice(0, 10);
    return { row, from, to: last?.slice(0, 10) ?? from, begins: null, ends: null };
  }
  const from = dayOf(first);
  // What ends at midnight ends with the day before.
  const to = last ? dayOf(asInstant(new Date(new Date(last).getTime() - 1))) : from;
  return { row, from, to, begins: minutesOf(first), ends: last ? minutesOf(last) || 24 * 60 : null };
}

export const byTime = (a: CalendarEvent, b: CalendarEvent): number =>
  a.from.localeCompare(b.from) || b.to.localeCompare(a.to) || (a.begins ?? -1) - (b.begins ?? -1) || a.row.id - b.row.id;

/** What a record without dates gets when it is laid on a day. */
export function placed({ start, timed }: Dates, day: string, minutes = MORNING): Values {
  return { [start.id]: timed ? instantOf(day, minutes) : day };
}

/** The record's dates when it begins on another day (and at other minutes); it lasts as long as before. */
export function moved(dates: Dates, row: RecordData, day: string, minutes: number | null = null): Values {
  const first = text(row[dates.start.id]);
  if (!first) return placed(dates, day, minutes ?? MORNING);
  const last = dates.end ? text(row[dates.end.id]) : null;
  const begins = dates.timed ? instantOf(day, minutes ?? minutesOf(first)) : day;
  if (!dates.end || !last) return { [dates.start.id]: begins };
  const ends = dates.timed
    ? asInstant(new Date(new Date(last).getTime() + new Date(begins).getTime() - new Date(first).getTime()))
    : addDays(last, daysBetween(first, day));
  return { [dates.start.id]: begins, [dates.end.id]: ends };
}

/** The record's end when its last day (and minute) changes; never before it begins. */
export function stretched(dates: Dates, row: RecordData, day: string, minutes: number | null = null): Values | null {
  const event = eventOf(row, dates);
  if (!dates.end || !event) return null;
  if (!dates.timed) return { [dates.end.id]: day < event.from ? event.from : day };
  const first = text(row[dates.start.id]) ?? "";
  const wanted = instantOf(day, minutes ?? event.ends ?? Math.min((event.begins ?? 0) + 60, 24 * 60 - 1));
  const least = asInstant(new Date(new Date(first).getTime() + LEAST * 60_000));
  return { [dates.end.id]: wanted < least ? least : wanted };
}

/** Minutes within a day at a height between 0 and 1, by the quarter of an hour. */
export const minutesAt = (share: number): number =>
  Math.max(0, Math.min(24 * 60 - LEAST, Math.round((share * 24 * 60) / LEAST) * LEAST));
