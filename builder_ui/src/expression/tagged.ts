/** Values as tagged texts (`n:1.5`, `t:text`, `d:2024-05-31`), in which the back ends compare what they computed. */
import { isoDay, isoMoment, isoTime, readDay, readMoment, readTime } from "./calendar";
import { Decimal } from "./decimal";
import { Day, ERRORS, ErrorValue, Moment, Span, TimeOfDay, Wall, isList, isRecord } from "./values";
import type { Value } from "./values";
import { WorkCalendar } from "./workCalendar";

export type Tagged = null | boolean | string | readonly Tagged[] | { readonly [name: string]: Tagged };

const READ: Readonly<Record<string, (text: string) => Value | undefined>> = {
  n: (text) => Decimal.read(text) ?? undefined,
  t: (text) => text,
  d: (text) => readDay(text) ?? undefined,
  m: (text) => readMoment(text) ?? undefined,
  c: (text) => readTime(text) ?? undefined,
  e: (text) => ERRORS[text],
  k: (text) => WorkCalendar.read(text),
  s: (text) => {
    const [months, micros] = text.split(":");
    return new Span(Number(months), BigInt(micros ?? 0));
  },
};

export function fromTagged(tagged: Tagged): Value {
  if (tagged === null || typeof tagged === "boolean") return tagged;
  if (typeof tagged === "string") {
    const made = READ[tagged.charAt(0)]?.(tagged.slice(2));
    if (made === undefined) throw new TypeError(tagged);
    return made;
  }
  if (Array.isArray(tagged)) return tagged.map(fromTagged);
  return Object.fromEntries(Object.entries(tagged).map(([name, value]) => [name, fromTagged(value)]));
}

export function toTagged(value: Value): Tagged {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return `t:${value}`;
  if (typeof value === "number" || value instanceof Decimal) return `n:${value}`;
  if (value instanceof Day) return `d:${isoDay(value.ordinal)}`;
  if (value instanceof Moment) return `m:${isoMoment(value)}`;
  if (value instanceof TimeOfDay) return `c:${timeText(value.micros)}`;
  if (value instanceof Wall) return `w:${isoDay(value.ordinal)}T${timeText(value.micros)}`;
  if (value instanceof Span) return `s:${value.months}:${value.micros}`;
  if (value instanceof ErrorValue) return `e:${value.code}`;
  if (value instanceof WorkCalendar) return `k:${value.written}`;
  if (isList(value)) return value.map(toTagged);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toTagged(each)])) : null;
}

function timeText(micros: number): string {
  const rest = micros % 1_000_000;
  return isoTime(micros) + (rest ? `.${String(rest).padStart(6, "0")}` : "");
}
