/** Numbers as people write them, and texts with wildcards. */
import { Decimal } from "./decimal";
import { lower } from "./letters";

const CURRENCY = "$¥￥€";
const EDGES = /^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/gu;

const strip = (text: string): string => text.replace(EDGES, "");

/** Digits of any script as 0 to 9. */
function plainDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x1d7ce && code <= 0x1d7ff) return String((code - 0x1d7ce) % 10);
    let first = code;
    while (code - first < 9 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String(code - first);
  });
}

/** `1,234.50`, `-3`, `25%`, `$5`, `(5)`, `1e3` as a number; null when it is none. */
export function readNumber(text: string): Decimal | null {
  let rest = strip(text);
  let places = 0;
  let negative = false;
  if (rest.startsWith("(") && rest.endsWith(")")) [rest, negative] = [strip(rest.slice(1, -1)), true];
  if (rest.endsWith("%")) [rest, places] = [rest.slice(0, -1).trimEnd(), 2];
  else if (rest.startsWith("%")) [rest, places] = [rest.slice(1).trimStart(), 2];
  let sign = "";
  if (/^[+-]/.test(rest) && rest.length > 1 && CURRENCY.includes(rest.charAt(1))) [sign, rest] = [rest.charAt(0), rest.slice(1)];
  if (rest && CURRENCY.includes(rest.charAt(0))) rest = rest.slice(1).trimStart();
  else if (/[¥€元]$/.test(rest)) rest = rest.slice(0, -1).trimEnd();
  rest = plainDigits(rest);
  if (rest.length > 400 || !/^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?$/i.test(rest) || !/\d/.test(rest)) return null;
  if (sign && /^[+-]/.test(rest)) return null;
  const value = Decimal.read(sign + rest.replaceAll(",", ""));
  const made = value?.shifted(-places) ?? null;
  return negative && made ? made.negated() : made;
}

/** A number as Excel shows it: at most 15 digits, with an exponent where it is very large or small. */
export function general(value: Decimal): string {
  const rounded = value.digits(15, "half_up");
  if (rounded.isZero) return "0";
  const power = rounded.adjusted;
  if (power > -10 && power < 21) return String(rounded);
  return `${rounded.shifted(-power)}E${power >= 0 ? "+" : "-"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/**
 * Where `pattern` with ? (one character) and * (any) first fits in `text`, in any case; `~` takes a sign as it is.
 * Pieces between stars are placed leftmost one after the other, so that no pattern can take long.
 */
export function findPattern(pattern: string, text: string, start: number): number | null {
  const pieces: (string | null)[][] = [[]];
  const letters = [...lower(pattern)];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? "";
    const piece = pieces.at(-1);
    const next = letters[at + 1];
    if (letter === "~") {
      if (next !== undefined) piece?.push(next);
      at += 1;
    } else if (letter === "*") pieces.push([]);
    else piece?.push(letter === "?" ? null : letter);
  }
  const within = [...lower(text)];
  let first: number | null = null;
  let at = start;
  for (const [number, piece] of pieces.entries()) {
    const found = placeOf(piece, within, at);
    if (found === null) return null;
    if (number === 0) first = found;
    at = found + piece.length;
  }
  return first;
}

/** Does all of `text` fit a pattern of ? and *, in any case? Only the last star ever gives way: no pattern hangs. */
export function matchesPattern(pattern: string, text: string): boolean {
  const signs: (string | null)[] = []; // a letter, "" for any one, null for any number of them
  const letters = [...lower(pattern)];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? "";
    if (letter === "~") signs.push(letters[++at] ?? "~");
    else signs.push(letter === "*" ? null : letter === "?" ? "" : letter);
  }
  const within = [...lower(text)];
  let [at, sign, mark, star] = [0, 0, 0, -1];
  while (at < within.length) {
    const wanted = signs[sign];
    if (wanted === null) [star, mark, sign] = [sign, at, sign + 1];
    else if (wanted !== undefined && (wanted === "" || wanted === within[at])) [sign, at] = [sign + 1, at + 1];
    else if (star >= 0) [mark, sign, at] = [mark + 1, star + 1, mark + 1];
    else return false;
  }
  return signs.slice(sign).every((each) => each === null);
}

function placeOf(piece: readonly (string | null)[], text: readonly string[], start: number): number | null {
  for (let at = start; at <= text.length - piece.length; at++) {
    if (piece.every((letter, offset) => letter === null || text[at + offset] === letter)) return at;
  }
  return null;
}
