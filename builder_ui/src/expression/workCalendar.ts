/** A calendar of working time: the spans of a week, the days off, and the days that are worked all the same. */
import { LAST_ORDINAL, isoDay, isoWeekday, readDay } from "./calendar";
import { DAY, Wall } from "./values";

const MINUTE = 60_000_000; // in microseconds

/** Minutes since midnight, from and to, in order, apart from each other. */
type Spans = readonly (readonly [start: number, end: number])[];

/** As the server writes it. */
interface Written {
  readonly week: readonly Spans[];
  readonly free: readonly string[];
  readonly works: readonly string[];
  readonly zone: string | null;
}

const length = (spans: Spans): number => spans.reduce((sum, [start, end]) => sum + end - start, 0);

/** 0, and the sums of the first, the first two … numbers. */
function sums(numbers: readonly number[]): number[] {
  const made = [0];
  for (const number of numbers) made.push((made.at(-1) ?? 0) + number);
  return made;
}

const inOrder = (days: Iterable<number>): number[] => [...new Set(days)].sort((one, other) => one - other);

/** How many of these numbers, which are in order, are not greater. */
function countUntil(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first day from which on something is true; null when it never is. */
function firstDay(isReached: (ordinal: number) => boolean, first = 1): number | null {
  let [low, high] = [first, LAST_ORDINAL + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isReached(middle)) high = middle;
    else low = middle + 1;
  }
  return low <= LAST_ORDINAL ? low : null;
}

export class WorkCalendar {
  declare private readonly brand: "WorkCalendar";

  /** Days that the week would work and that are free; days that it leaves free and that are worked. */
  private readonly off: readonly number[];
  private readonly extra: readonly number[];
  private readonly usual: Spans;
  private readonly daysBefore: readonly number[];
  private readonly minutesBefore: readonly number[];
  private readonly minutesOff: readonly number[];

  /** `free` and `works` are days by their ordinal; `zone` null is the company's. */
  constructor(
    private readonly week: readonly Spans[],
    private readonly free: readonly number[] = [],
    private readonly works: readonly number[] = [],
    readonly zone: string | null = null,
  ) {
    const worked = new Set(works);
    this.off = inOrder(free.filter((day) => this.weekly(day).length && !worked.has(day)));
    this.extra = inOrder(works.filter((day) => !this.weekly(day).length));
    this.usual = week.find((spans) => spans.length) ?? [];
    this.daysBefore = sums(week.map((spans) => (spans.length ? 1 : 0)));
    this.minutesBefore = sums(week.map(length));
    this.minutesOff = sums(this.off.map((day) => length(this.weekly(day))));
  }

  static read(text: string): WorkCalendar {
    const { week, free, works, zone } = JSON.parse(text) as Written;
    const days = (written: readonly string[]): number[] => written.map((each) => readDay(each)?.ordinal ?? 0);
    return new WorkCalendar(week, days(free), days(works), zone);
  }

  get written(): string {
    const { week, zone } = this;
    return JSON.stringify({ week, free: this.free.map(isoDay), works: this.works.map(isoDay), zone } satisfies Written);
  }

  private weekly(ordinal: number): Spans {
    return this.week[isoWeekday(ordinal) - 1] ?? [];
  }

  /** Working days from the year 1 until that day, itself included. */
  private daysUntil(ordinal: number): number {
    const weeks = Math.floor(ordinal / 7) * (this.daysBefore[7] ?? 0) + (this.daysBefore[ordinal % 7] ?? 0);
    return weeks - countUntil(this.off, ordinal) + countUntil(this.extra, ordinal);
  }

  /** Working days from start to end, both counted; negative when turned round. */
  days(start: number, end: number): number {
    return start > end ? -this.days(end, start) : this.daysUntil(end) - this.daysUntil(start - 1);
  }

  /** The day so many working days later (or earlier); null beyond the years 1 to 9999. */
  later(day: number, count: number): number | null {
    if (!count) return day;
    const wanted = count > 0 ? this.daysUntil(day) + count : this.daysUntil(day - 1) + count + 1;
    // The first day until which there are that many is a working day.
    return wanted < 1 ? null : firstDay((ordinal) => this.daysUntil(ordinal) >= wanted);
  }

  /** When that day is worked. */
  private spans(day: number): Spans {
    const weekly = this.weekly(day);
    const special = weekly.length ? this.off : this.extra;
    if (special[countUntil(special, day) - 1] !== day) return weekly;
    return weekly.length ? [] : this.usual;
  }

  /** Microseconds of working time from the year 1 until the end of that day. */
  private microsUntil(ordinal: number): bigint {
    const weeks = Math.floor(ordinal / 7) * (this.minutesBefore[7] ?? 0) + (this.minutesBefore[ordinal % 7] ?? 0);
    const off = this.minutesOff[countUntil(this.off, ordinal)] ?? 0;
    return BigInt(weeks - off + countUntil(this.extra, ordinal) * length(this.usual)) * BigInt(MINUTE);
  }

  /** Microseconds of working time from the year 1 until `wall`, which is what the calendar's clock shows. */
  worked(wall: Wall): bigint {
    const spans = this.spans(wall.ordinal);
    const within = spans.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(wall.micros, end * MINUTE) - start * MINUTE), 0);
    return this.microsUntil(wall.ordinal - 1) + BigInt(within);
  }

  /**
   * What the clock shows after so much more working time (before it, when negative); null beyond the years. At the end
   * of a span forwards, at its beginning backwards.
   */
  atWork(wall: Wall, micros: bigint): Wall | null {
    if (!micros) return wall;
    const wanted = this.worked(wall) + micros;
    const after = micros < 0n;
    if (wanted < 0n) return null;
    const day = after ? firstDay((ordinal) => this.microsUntil(ordinal) > wanted) : firstDay((ordinal) => this.microsUntil(ordinal) >= wanted, wall.ordinal);
    return day === null ? null : this.within(day, wanted, after);
  }

  /** The moment of that day until which there is so much working time; `after` a pause where it falls on one. */
  private within(day: number, wanted: bigint, after: boolean): Wall | null {
    let left = Number(wanted - this.microsUntil(day - 1));
    for (const [start, end] of this.spans(day)) {
      const long = (end - start) * MINUTE;
      if (left < long || (left === long && !after)) return at(day, start * MINUTE + left);
      left -= long;
    }
    return null;
  }
}

/** Midnight at the end of a day is the beginning of the next. */
function at(day: number, micros: number): Wall | null {
  if (micros < DAY) return new Wall(day, micros);
  return day < LAST_ORDINAL ? new Wall(day + 1, micros - DAY) : null;
}

const WHOLE: Spans = [[0, 24 * 60]];
const NONE: Spans = [];
const WEEK = [WHOLE, WHOLE, WHOLE, WHOLE, WHOLE, NONE, NONE];

/** Mondays to Fridays without the given days, as Excel counts. */
export const weekdays = (free: readonly number[] = []): WorkCalendar => new WorkCalendar(WEEK, free);
