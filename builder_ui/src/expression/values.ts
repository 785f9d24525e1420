/** Values at run time: exact numbers, days, moments, lengths of time, error values. */
import { Decimal, tens } from "./decimal";
import type { WorkCalendar } from "./workCalendar";

/** A value that says what went wrong, as in Excel; it travels through operators and is never thrown. */
export class ErrorValue {
  constructor(readonly code: string) {}

  toString(): string {
    return this.code;
  }
}

export const DIV0 = new ErrorValue("#DIV/0!");
export const VALUE = new ErrorValue("#VALUE!");
export const NUM = new ErrorValue("#NUM!");
export const NA = new ErrorValue("#N/A");
export const NAME = new ErrorValue("#NAME?");
export const REF = new ErrorValue("#REF!");
export const NULL = new ErrorValue("#NULL!");
export const ERRORS: Readonly<Record<string, ErrorValue>> = Object.fromEntries([DIV0, VALUE, NUM, NA, NAME, REF, NULL].map((error) => [error.code, error]));

/** A day: 1 is January 1 of the year 1. */
export class Day {
  declare private readonly brand: "Day";

  constructor(readonly ordinal: number) {}
}

/** A moment in microseconds since 1970 in UTC. */
export class Moment {
  declare private readonly brand: "Moment";

  constructor(readonly micros: bigint) {}
}

/** A time of day in microseconds since midnight. */
export class TimeOfDay {
  declare private readonly brand: "TimeOfDay";

  constructor(readonly micros: number) {}
}

/** What the company's clock shows: a day with a time, without a zone. */
export class Wall {
  declare private readonly brand: "Wall";

  constructor(
    readonly ordinal: number,
    readonly micros: number,
  ) {}
}

/** A length of time: calendar months, then microseconds. */
export class Span {
  declare private readonly brand: "Span";

  constructor(
    readonly months: number = 0,
    readonly micros: bigint = 0n,
  ) {}

  plus(other: Span): Span {
    return new Span(this.months + other.months, this.micros + other.micros);
  }

  negated(): Span {
    return new Span(-this.months, -this.micros);
  }

  times(factor: Decimal): Span | ErrorValue {
    const months = Decimal.of(this.months).times(factor);
    if (!months.isWhole) return VALUE;
    return new Span(months.toNumber(), new Decimal(this.micros).times(factor).round(0, "half_up").whole());
  }

  /** Its length in days, a month taken as 30. */
  get days(): Decimal {
    return Decimal.of(this.months * 30).plus(divideExact(new Decimal(this.micros), DAY_MICROS));
  }

  toString(): string {
    const parts = this.months ? [`${this.months} months`] : [];
    for (const [name, size] of UNITS) {
      if (this.micros && this.micros % size === 0n) return [...parts, `${this.micros / size} ${name}`].join(" ");
    }
    if (this.micros || !parts.length) parts.push(`${new Decimal(this.micros, 6)} seconds`);
    return parts.join(" ");
  }
}

/** A related record: its fields by id, with `id` and perhaps `_title`. */
export interface RecordValue {
  readonly [field: string]: Value;
}

/** A whole machine number (an id, a count) is as good as a Decimal. */
export type Value = null | string | boolean | number | Decimal | Day | Moment | TimeOfDay | Wall | Span | ErrorValue | WorkCalendar | readonly Value[] | RecordValue;

export const DAY = 86_400_000_000;
export const DAY_MICROS = Decimal.of(DAY);
const UNITS: readonly (readonly [string, bigint])[] = [
  ["days", BigInt(DAY)],
  ["hours", 3_600_000_000n],
  ["minutes", 60_000_000n],
];
export const PRODUCT_DECIMALS = 30;
export const QUOTIENT_DECIMALS = 12;
export const TEXT_CAP = 100_000;
const CAP = tens(300);

export const isError = (value: Value | undefined): value is ErrorValue => value instanceof ErrorValue;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

export function isRecord(value: Value): value is RecordValue {
  return typeof value === "object" && value !== null && !isList(value) && Object.getPrototypeOf(value) === Object.prototype;
}

export type Temporal = Day | Moment | TimeOfDay | Wall;

export const isTemporal = (value: Value): value is Temporal => value instanceof Day || value instanceof Moment || value instanceof TimeOfDay || value instanceof Wall;

/** `value` if it is within the range of numbers. */
export function inRange(value: Decimal): Decimal | ErrorValue {
  const size = value.units < 0n ? -value.units : value.units;
  return size < CAP || size < CAP * tens(value.scale) ? value : NUM;
}

/** left / right with 12 decimals, half up. */
export const divideExact = (left: Decimal, right: Decimal): Decimal => left.over(right, QUOTIENT_DECIMALS, "half_up");

export function toDecimal(value: Value): Decimal | null {
  if (value instanceof Decimal) return value;
  if (typeof value !== "number") return null;
  return Number.isSafeInteger(value) ? Decimal.of(value) : Decimal.read(String(value));
}

/** The id of a record that is given with its fields or as its id. */
export const recordId = (value: Value): Value => (isRecord(value) ? (value["id"] ?? null) : value);

export const isBlank = (value: Value): boolean => value === null || value === "" || (isList(value) && value.length === 0);
