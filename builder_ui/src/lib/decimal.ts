// Exact decimal texts: amounts never pass through a binary float.

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

interface Parts {
  negative: boolean;
  whole: string;
  fraction: string;
}

function split(text: string): Parts | null {
  const found = DECIMAL.exec(text.trim());
  if (!found || (!found[2] && !found[3])) return null;
  return { negative: found[1] === "-", whole: (found[2] ?? "").replace(/^0+(?=\d)/, "") || "0", fraction: found[3] ?? "" };
}

function join({ negative, whole, fraction }: Parts): string {
  const zero = /^0*$/.test(whole + fraction);
  return `${negative && !zero ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
}

const UNITS: Readonly<Record<string, number>> = { 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8, k: 3, K: 3, m: 6, M: 6 };

/** Plain notation of what a person typed or pasted: full width, separators, currency signs, 万 and 亿, (1,234); null when it is no number. */
export function readDecimal(typed: string): string | null {
  let text = typed.normalize("NFKC").replace(/[\s,_'’]/g, "").replace(/[−–—]/g, "-");
  let negative = false;
  const bracketed = /^\((.*)\)$/.exec(text);
  if (bracketed?.[1] !== undefined) {
    negative = true;
    text = bracketed[1];
  }
  text = text.replace(/^([+-]?)(?:[A-Z]{3}|[¥$€£₩₹元])/u, "$1").replace(/(?:元|[A-Z]{3})$/u, "");
  const unit = UNITS[text.at(-1) ?? ""];
  if (unit !== undefined) text = text.slice(0, -1);
  const parts = split(text);
  if (!parts) return null;
  if (negative) parts.negative = !parts.negative;
  return unit === undefined ? join(parts) : shift(join(parts), unit);
}

/** Moves the point: shift("0.125", 2) = "12.5". */
export function shift(decimal: string, places: number): string {
  const parts = split(decimal);
  if (!parts) return decimal;
  let { whole, fraction } = parts;
  if (places > 0) {
    fraction = fraction.padEnd(places, "0");
    whole += fraction.slice(0, places);
    fraction = fraction.slice(places);
  } else if (places < 0) {
    whole = whole.padStart(1 - places, "0");
    fraction = whole.slice(places) + fraction;
    whole = whole.slice(0, places);
  }
  return join({ negative: parts.negative, whole: whole.replace(/^0+(?=\d)/, ""), fraction: fraction.replace(/0+$/, "") });
}

/** How many digits after the point carry a value. */
export const scaleOf = (decimal: string): number => (split(decimal)?.fraction.replace(/0+$/, "") ?? "").length;

/** With exactly this many digits after the point; half up, away from zero. */
export function fixed(decimal: string, places: number): string {
  const parts = split(decimal);
  if (!parts) return decimal;
  const digits = parts.whole + parts.fraction.slice(0, places).padEnd(places, "0");
  const up = (parts.fraction[places] ?? "0") >= "5";
  const scaled = (BigInt(digits) + (up ? 1n : 0n)).toString().padStart(places + 1, "0");
  return join({ negative: parts.negative, whole: scaled.slice(0, scaled.length - places), fraction: places ? scaled.slice(-places) : "" });
}

/** -1, 0 or 1. */
export function compareDecimals(a: string, b: string): number {
  const places = Math.max(scaleOf(a), scaleOf(b));
  const difference = BigInt(fixed(a, places).replace(".", "")) - BigInt(fixed(b, places).replace(".", ""));
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Exact sum of decimal texts. */
export function addDecimals(values: readonly string[]): string {
  const places = values.reduce((most, value) => Math.max(most, scaleOf(value)), 0);
  const total = values.reduce((sum, value) => sum + BigInt(fixed(value, places).replace(".", "")), 0n);
  return shift(total.toString(), -places);
}

/** Digits in groups of three: 1,234,567.80. */
export function grouped(decimal: string): string {
  const parts = split(decimal);
  if (!parts) return decimal;
  return join({ ...parts, whole: parts.whole.replace(/\B(?=(\d{3})+$)/g, ",") });
}
