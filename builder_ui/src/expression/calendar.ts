/** Days, times and zones: the calendar of the years 1 to 9999, and what the company's clock shows. */
import { DAY, Day, Moment, NUM, TimeOfDay, Wall } from "./values";
import type { ErrorValue } from "./values";

export const LAST_ORDINAL = 3_652_059;
const EPOCH = 719_163; // 1970-01-01
const DAY_BIG = BigInt(DAY);
const FIRST_MICROS = BigInt(1 - EPOCH) * DAY_BIG;
const LAST_MICROS = BigInt(LAST_ORDINAL + 1 - EPOCH) * DAY_BIG - 1n;
const LOCAL_MEAN = -5_364_662_400; // 1800-01-01 in seconds: before it, no zone had changed its offset
export const FIRST_DAY = new Day(1);
export const FIRST_MOMENT = new Moment(FIRST_MICROS);

/** The moment of "now" for one request, and the company's zone. */
export interface Clock {
  readonly moment: Moment;
  readonly zone: string;
}

export const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function monthLength(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day of a year, month (1 to 12) and day, which must exist. */
export function ordinalOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 305;
}

export interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function partsOf(ordinal: number): Parts {
  const days = ordinal + 305;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const year = Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const turned = Math.floor((5 * ofYear + 2) / 153);
  const month = turned < 10 ? turned + 3 : turned - 9;
  return { year: year + era * 400 + (month <= 2 ? 1 : 0), month, day: ofYear - Math.floor((153 * turned + 2) / 5) + 1 };
}

export const dayOf = (year: number, month: number, day: number): Day => new Day(ordinalOf(year, month, day));

/** Monday is 1, Sunday 7. */
export const isoWeekday = (ordinal: number): number => ((ordinal + 6) % 7) + 1;

/** The day so many days later; null beyond the calendar. */
export function movedDay(day: Day, days: number): Day | null {
  const ordinal = day.ordinal + days;
  return ordinal >= 1 && ordinal <= LAST_ORDINAL ? new Day(ordinal) : null;
}

/** The same day `months` later, or the last of that month. */
export function addMonths(day: Day, months: number): Day | ErrorValue {
  const { year, month, day: number } = partsOf(day.ordinal);
  const total = year * 12 + month - 1 + months;
  const newYear = Math.floor(total / 12);
  if (!(newYear >= 1 && newYear <= 9999)) return NUM;
  const newMonth = total - newYear * 12 + 1;
  return dayOf(newYear, newMonth, Math.min(number, monthLength(newYear, newMonth)));
}

export function momentWithin(micros: bigint): Moment | null {
  return micros >= FIRST_MICROS && micros <= LAST_MICROS ? new Moment(micros) : null;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the clock of a zone is ahead of UTC at a second since 1970, in seconds. */
function offsetAt(seconds: number, zone: string): number {
  if (zone === "UTC") return 0;
  let format = formats.get(zone);
  if (!format) {
    const two = "2-digit";
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", year: "numeric", month: two, day: two, hour: two, minute: two, second: two });
    formats.set(zone, format);
  }
  const asked = Math.max(seconds, LOCAL_MEAN);
  const shown: Record<string, number> = {};
  for (const part of format.formatToParts(asked * 1000)) shown[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return (ordinalOf(year, month, day) - EPOCH) * 86_400 + hour * 3600 + minute * 60 + second - asked;
}

const secondsOf = (micros: bigint): number => Number((micros - (((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);

const wallAt = (micros: bigint): Wall => {
  const rest = ((micros % DAY_BIG) + DAY_BIG) % DAY_BIG;
  return new Wall(Number((micros - rest) / DAY_BIG) + EPOCH, Number(rest));
};

const microsOfWall = (wall: Wall): bigint => BigInt(wall.ordinal - EPOCH) * DAY_BIG + BigInt(wall.micros);

/** A moment as the company's clock shows it. */
export function local(moment: Moment, clock: Clock): Wall {
  const shifted = moment.micros + BigInt(offsetAt(secondsOf(moment.micros), clock.zone)) * 1_000_000n;
  return wallAt(shifted >= FIRST_MICROS && shifted <= LAST_MICROS ? shifted : moment.micros);
}

/** The moment at which the company's clock shows `wall`: of two the later; in a gap, as before the change. */
export function momentAt(wall: Wall, clock: Clock): Moment | null {
  const shown = microsOfWall(wall);
  const seconds = secondsOf(shown);
  const before = offsetAt(seconds - 86_400, clock.zone);
  const after = offsetAt(seconds + 86_400, clock.zone);
  let offset = before;
  if (before !== after) {
    const fits = [before, after].filter((each) => offsetAt(seconds - each, clock.zone) === each);
    offset = fits.length ? Math.min(...fits) : before;
  }
  return momentWithin(shown - BigInt(offset) * 1_000_000n);
}

/** The moment at which a day begins on the company's clock; null beyond the calendar. */
export const beginOf = (day: Day, clock: Clock): Moment | null => momentAt(new Wall(day.ordinal, 0), clock);

export const today = (clock: Clock): Day => new Day(local(clock.moment, clock).ordinal);

const two = (number: number): string => String(number).padStart(2, "0");

export function isoDay(ordinal: number): string {
  const { year, month, day } = partsOf(ordinal);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

export function isoTime(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000);
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export function readDay(text: string): Day | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month) ? dayOf(year, month, day) : null;
}

/** `09`, `09:30`, `09:30:05.25`. */
export function readTime(text: string): TimeOfDay | null {
  const found = /^(\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?$/.exec(text);
  if (!found) return null;
  const [hour, minute, second] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return new TimeOfDay((hour * 3600 + minute * 60 + second) * 1_000_000 + Number((found[4] ?? "").padEnd(6, "0").slice(0, 6)));
}

/** `2024-05-31T09:30:00Z`, any offset; null without one. */
export function readMoment(text: string): Moment | null {
  const found = /^(.{10}).(.+?)(Z|[+-]\d{2}(?::?\d{2})?)$/s.exec(text);
  const day = found && readDay(found[1] ?? "");
  const time = found && readTime(found[2] ?? "");
  if (!found || !day || !time) return null;
  const zone = found[3] ?? "Z";
  const sign = zone.startsWith("-") ? -1 : 1;
  const ahead = zone === "Z" ? 0 : sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", "") || 0));
  return momentWithin(microsOfWall(new Wall(day.ordinal, time.micros)) - BigInt(ahead) * 60_000_000n);
}

/** A moment in UTC: `2024-05-31T09:30:00Z`, with microseconds where it has some. */
export function isoMoment(moment: Moment): string {
  const wall = wallAt(moment.micros);
  const rest = wall.micros % 1_000_000;
  return `${isoDay(wall.ordinal)}T${isoTime(wall.micros)}${rest ? `.${String(rest).padStart(6, "0")}` : ""}Z`;
}
