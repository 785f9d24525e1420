/** What TEXT makes of a value: patterns for days and times here, patterns for numbers beside it. */
import { local, partsOf, isoWeekday } from "./calendar";
import { ZERO } from "./decimal";
import { formatNumber } from "./format_number";
import type { Context } from "./function";
import { readNumber } from "./patterns";
import { Day, Moment, TimeOfDay, VALUE, Wall, toDecimal } from "./values";
import type { ErrorValue, Value } from "./values";

const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const NO_DAY = 693_595; // 1899-12-31, for a time without a day
const TOKEN = /"[^"]*"|\\.|AM\/PM|A\/P|y+|m+|d+|h+|s+(?:\.0+)?|./gisu;

export function formatValue(value: Value, pattern: string, context: Context): string | ErrorValue {
  if (pattern.length > 255 && [...pattern].length > 255) return VALUE;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (value === null && isMomentPattern(pattern)) return "";
  let given: Value = value ?? ZERO;
  if (typeof given === "string") {
    const number = readNumber(given);
    if (!number) return pattern.includes("@") ? pattern.replaceAll("@", () => String(value)) : given;
    given = number;
  }
  if (given instanceof Moment) given = local(given, context.clock);
  if (given instanceof Day) given = new Wall(given.ordinal, 0);
  if (given instanceof TimeOfDay) given = new Wall(NO_DAY, given.micros);
  if (given instanceof Wall) return isMomentPattern(pattern) ? formatMoment(given, pattern) : VALUE;
  const number = toDecimal(given);
  return number ? formatNumber(number, pattern) : VALUE;
}

/** Is it a pattern for days and times: with y, m, d, h or s outside of quotes? */
const isMomentPattern = (pattern: string): boolean => /[ymdhs]/i.test(pattern.replace(/"[^"]*"|\\.|\[[^\]]*\]|General/gi, ""));

const unitOf = (token: string): string => token.charAt(0).toLowerCase();
const isHalfDay = (token: string): boolean => token.toUpperCase() === "AM/PM";

function formatMoment(value: Wall, pattern: string): string | ErrorValue {
  const tokens = pattern.match(TOKEN) ?? [];
  if (tokens.some((token) => token === "#" || token === "0" || token === "?")) return VALUE;
  const twelve = tokens.some((token) => isHalfDay(token) || token.toUpperCase() === "A/P");
  let before = "";
  return tokens
    .map((token, position) => {
      const unit = unitOf(token);
      if (unit === "m" && token.length <= 2) {
        const after = tokens.slice(position + 1).find((later) => "ymdhs".includes(unitOf(later)) && !isHalfDay(later));
        if (before === "h" || (after && unitOf(after) === "s")) {
          before = "m";
          return String(Math.floor(value.micros / 60_000_000) % 60).padStart(token.length, "0");
        }
      }
      const made = momentToken(token, value, twelve);
      if (made !== null && "ymdhs".includes(unit)) before = unit;
      if (token.startsWith('"')) return token.replace(/^"+|"+$/g, "");
      return token.startsWith("\\") && token.length > 1 ? token.slice(1) : (made ?? token);
    })
    .join("");
}

function momentToken(token: string, value: Wall, twelve: boolean): string | null {
  const size = token.length;
  const padded = (number: number): string => String(number).padStart(Math.min(size, 2), "0");
  const { year, month, day } = partsOf(value.ordinal);
  const seconds = Math.floor(value.micros / 1_000_000);
  const hour = Math.floor(seconds / 3600);
  if (isHalfDay(token)) return hour < 12 ? "AM" : "PM";
  if (token.toUpperCase() === "A/P") return hour < 12 ? "A" : "P";
  switch (unitOf(token)) {
    case "y":
      return size <= 2 ? String(year % 100).padStart(2, "0") : String(year).padStart(4, "0");
    case "m": {
      const name = MONTHS[month - 1] ?? "";
      return size <= 2 ? padded(month) : size === 3 ? name.slice(0, 3) : size === 5 ? name.slice(0, 1) : name;
    }
    case "d": {
      const name = DAYS[isoWeekday(value.ordinal) - 1] ?? "";
      return size <= 2 ? padded(day) : size === 3 ? name.slice(0, 3) : name;
    }
    case "h":
      return padded(twelve ? hour % 12 || 12 : hour);
    case "s": {
      const [whole = "", part = ""] = token.split(".");
      const digits = part && `.${String(value.micros % 1_000_000).padStart(6, "0")}`.slice(0, part.length + 1);
      return String(seconds % 60).padStart(Math.min(whole.length, 2), "0") + digits;
    }
    default:
      return null;
  }
}
