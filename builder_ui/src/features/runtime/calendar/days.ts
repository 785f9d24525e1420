/** Days as `2026-11-03` and instants in UTC; what lies between two of them is counted in the reader's own zone. */
import { isoDay } from "@/lib/readDate";

/** Midday: no change of the clocks moves it to another day. */
const midday = (day: string): Date => {
  const [year = 1970, month = 1, date = 1] = day.slice(0, 10).split("-").map(Number);
  return new Date(year, month - 1, date, 12);
};

export function addDays(day: string, days: number): string {
  const date = midday(day);
  date.setDate(date.getDate() + days);
  return isoDay(date);
}

export function addMonths(day: string, months: number): string {
  const date = midday(day);
  const last = new Date(date.getFullYear(), date.getMonth() + months + 1, 0).getDate();
  return isoDay(new Date(date.getFullYear(), date.getMonth() + months, Math.min(date.getDate(), last), 12));
}

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((midday(to).getTime() - midday(from).getTime()) / 86_400_000);

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (midday(day).getDay() + 6) % 7;

export const today = (): string => isoDay(new Date());

export const isDay = (text: string | undefined): text is string =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && isoDay(midday(text)) === text;

/** The reader's day of an instant. */
export const dayOf = (instant: string): string => isoDay(new Date(instant));

/** Minutes since the reader's midnight. */
export function minutesOf(instant: string): number {
  const date = new Date(instant);
  return date.getHours() * 60 + date.getMinutes();
}

export const asInstant = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, "Z");

/** A time of a day of the reader as an instant. */
export function instantOf(day: string, minutes = 0): string {
  const [year = 1970, month = 1, date = 1] = day.slice(0, 10).split("-").map(Number);
  return asInstant(new Date(year, month - 1, date, Math.floor(minutes / 60), minutes % 60));
}
