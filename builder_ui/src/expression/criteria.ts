/** Criteria as Excel writes them (`">5"`, `"<>won"`, `"a*"`): what a value of a column must be. */
import { isoDay, isoMoment, isoTime } from "./calendar";
import { Decimal } from "./decimal";
import { lower } from "./letters";
import { compareTexts } from "./operators";
import { matchesPattern, readNumber } from "./patterns";
import { Day, Moment, TimeOfDay, isBlank, recordId, toDecimal } from "./values";
import type { Value } from "./values";

const SIGNS = ["<=", ">=", "<>", "<", ">", "="];

/** Numbers as they are, days and times as text, records by their id: what criteria compare. */
export function plain(given: Value): Value {
  const value = recordId(given);
  if (value instanceof Day) return isoDay(value.ordinal);
  if (value instanceof TimeOfDay) return isoTime(value.micros);
  if (value instanceof Moment) return isoMoment(value).slice(0, 19).replace("T", " ");
  return toDecimal(value) ?? value;
}

const ordered = (sign: string, order: number): boolean => (sign === "<" ? order < 0 : sign === "<=" ? order <= 0 : sign === ">" ? order > 0 : order >= 0);

/** A test of plain values. Letters count in any case. */
export function criterion(wanted: Value): (value: Value) => boolean {
  let sign = "=";
  let against = plain(wanted);
  if (typeof against === "string") {
    const text = against;
    const found = SIGNS.find((each) => text.startsWith(each)) ?? "";
    const written = text.slice(found.length);
    [sign, against] = [found || "=", readNumber(written) ?? written];
  }
  const equal = sign === "=";
  const is = equal || sign === "<>";
  if (isBlank(against)) return (value) => is && isBlank(value) === equal;
  if (typeof against === "string") {
    const text = against;
    if (is) return (value) => (typeof value === "string" && matchesPattern(text, value)) === equal;
    return (value) => typeof value === "string" && value !== "" && ordered(sign, compareTexts(lower(value), lower(text)));
  }
  if (!(against instanceof Decimal)) return (value) => (value === against) === equal;
  const number = against;
  if (is) {
    return (value) => {
      const read = typeof value === "string" ? readNumber(value) : value;
      return (read instanceof Decimal && read.equals(number)) === equal;
    };
  }
  return (value) => value instanceof Decimal && ordered(sign, value.compare(number));
}
