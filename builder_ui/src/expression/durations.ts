/** Lengths of time as people write them: `7 days`, `90 min`, `2 weeks`, `3 个月`. */
import { Decimal } from "./decimal";
import { DAY, Span } from "./values";

const NAMES: readonly (readonly [string, number, number])[] = [
  ["s sec secs second seconds 秒", 0, 1_000_000],
  ["min mins minute minutes 分钟", 0, 60_000_000],
  ["h hour hours 小时", 0, 3_600_000_000],
  ["d day days 天", 0, DAY],
  ["w week weeks 周", 0, 7 * DAY],
  ["month months 个月", 1, 0],
  ["y year years 年", 12, 0],
];

const UNITS = new Map(NAMES.flatMap(([names, months, micros]) => names.split(" ").map((name) => [name, new Span(months, BigInt(micros))] as const)));
const LONGEST_FIRST = [...UNITS.keys()].sort((left, right) => right.length - left.length).join("|");

/** The pattern of a length of time within an expression. */
export const DURATION_PATTERN = `[0-9]+(?:\\.[0-9]+)?[ \\t]*(?:${LONGEST_FIRST})(?![\\p{L}\\p{N}_(])`;

export function parseDuration(text: string): Span | null {
  const found = /^\s*([0-9]+(?:\.[0-9]+)?)\s*(\p{L}+)\s*$/iu.exec(text);
  const unit = found && UNITS.get((found[2] ?? "").toLowerCase());
  const count = found?.[1] ?? "";
  if (!unit || count.length > 12) return null;
  const span = unit.times(Decimal.read(count) ?? Decimal.of(0));
  return span instanceof Span ? span : null;
}
