/** Numbers in patterns of 0 # ? . , % E+ with quoted text and sections for plus; minus; zero. */
import type { Decimal } from "./decimal";
import { general } from "./patterns";
import { VALUE } from "./values";
import type { ErrorValue } from "./values";

interface Piece {
  readonly kind: "text" | "digits" | "exponent";
  readonly text: string;
}

const PIECE = /"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.|(E[+-]0+)|([0#?]+|[.,%])|([\s\S])/giu;

export function formatNumber(value: Decimal, pattern: string): string | ErrorValue {
  const trimmed = pattern.trim().toLowerCase();
  if (trimmed === "" || trimmed === "general") return trimmed ? general(value) : "";
  const sections = sectionsOf(pattern);
  if (sections.length > 4) return VALUE;
  const [plus = "", minus, zero] = sections;
  if (minus !== undefined && value.sign < 0) return formatSection(value.abs(), minus, false);
  return formatSection(value.abs(), zero !== undefined && value.isZero ? zero : plus, value.sign < 0);
}

function sectionsOf(pattern: string): string[] {
  const made = [""];
  let [quoted, skip] = [false, false];
  for (const letter of pattern) {
    if (skip) skip = false;
    else if (letter === "\\" && !quoted) skip = true;
    else if (letter === '"') quoted = !quoted;
    else if (letter === ";" && !quoted) {
      made.push("");
      continue;
    }
    made[made.length - 1] += letter;
  }
  return made;
}

function piecesOf(section: string): Piece[] | null {
  const pieces: Piece[] = [];
  for (const [found, quoted, escaped, exponent, digits, other] of section.matchAll(PIECE)) {
    if (exponent) pieces.push({ kind: "exponent", text: exponent });
    else if (digits) pieces.push({ kind: "digits", text: digits });
    else if (other !== undefined) {
      if ('"@ymdhs'.includes(other.toLowerCase())) return null;
      pieces.push({ kind: "text", text: other });
    } else if (quoted !== undefined || escaped !== undefined) pieces.push({ kind: "text", text: quoted ?? escaped ?? "" });
    else if (found.startsWith("_")) pieces.push({ kind: "text", text: " " });
  }
  return pieces;
}

function formatSection(given: Decimal, section: string, minus: boolean): string | ErrorValue {
  const pieces = piecesOf(section);
  if (!pieces) return VALUE;
  const layout = pieces.map((piece) => (piece.kind === "digits" ? piece.text : "")).join("");
  if (!layout) return (minus && pieces.some((piece) => piece.kind === "text") ? "-" : "") + pieces.map((piece) => piece.text).join("");
  const bare = layout.replaceAll("%", "");
  const point = bare.indexOf(".");
  const whole = point < 0 ? bare : bare.slice(0, point);
  const behind = point < 0 ? "" : bare.slice(point + 1);
  const thousands = whole.replace(/,+$/, "");
  const scaled = whole.length - thousands.length + behind.length - behind.replace(/,+$/, "").length;
  let value = given.shifted(2 * (layout.length - bare.length) - 3 * scaled);
  const part = behind.replaceAll(",", "");
  const width = thousands.replaceAll(",", "").length;
  const exponent = pieces.find((piece) => piece.kind === "exponent")?.text ?? "";
  let power = 0;
  if (exponent && !value.isZero) {
    const step = Math.max(1, width);
    power = value.adjusted - (((value.adjusted % step) + step) % step);
    value = value.shifted(-power);
  }
  let rounded = value.round(part.length, "half_up");
  if (exponent && width <= 1 && rounded.adjusted >= 1 && !rounded.isZero) [rounded, power] = [rounded.shifted(-1).round(part.length, "half_up"), power + 1];
  const [integer = "", digits = ""] = rounded.fixed(part.length).split(".");
  const fraction = fractionOf(digits, part);
  const sign = minus && !rounded.isZero ? "-" : "";
  if (isInterleaved(pieces)) return sign + dealtOut(pieces, integer, fraction);
  return sign + laid(pieces, integerOf(integer, thousands) + (point < 0 ? "" : ".") + fraction, exponent, power);
}

function fractionOf(digits: string, pattern: string): string {
  let keep = digits.length;
  while (keep && pattern.charAt(keep - 1) === "#" && digits.charAt(keep - 1) === "0") keep -= 1;
  return digits.slice(0, keep);
}

function integerOf(digits: string, pattern: string): string {
  const bare = pattern.replaceAll(",", "");
  const first = bare.indexOf("0");
  const shown = digits === "0" && first < 0 ? "" : digits.padStart(first < 0 ? 0 : bare.length - first, "0");
  return pattern.includes(",") ? shown.replace(/\B(?=(\d{3})+$)/g, ",") : shown;
}

const isPlace = (piece: Piece): boolean => piece.kind === "digits" && "0#?".includes(piece.text.charAt(0));

/** Does text stand amid the digits before the point, as in 000-0000? */
function isInterleaved(pieces: readonly Piece[]): boolean {
  let [seen, gap] = [false, false];
  for (const piece of pieces) {
    if (piece.kind === "exponent" || (piece.kind === "digits" && piece.text === ".")) return false;
    if (isPlace(piece)) {
      if (gap) return true;
      seen = true;
    } else if (piece.kind === "text") gap = seen;
  }
  return false;
}

/** The digits dealt out to their places from the right; the first place takes all that is left. */
function dealtOut(pieces: readonly Piece[], digits: string, fraction: string): string {
  const point = pieces.findIndex((piece) => piece.kind === "digits" && piece.text === ".");
  const places = pieces.flatMap((piece, at) => (isPlace(piece) && (point < 0 || at < point) ? [at] : []));
  const made = new Map<number, string>();
  let rest = digits === "0" ? "" : digits;
  for (const at of [...places].reverse()) {
    const wanted = pieces[at]?.text ?? "";
    const taken = at === places[0] ? rest : rest.slice(-wanted.length);
    rest = rest.slice(0, rest.length - taken.length);
    const filled = taken.padStart(wanted.length, "\0");
    const tail = [...filled.slice(-wanted.length)].map((letter, offset) => (letter !== "\0" ? letter : wanted.charAt(offset) === "0" ? "0" : ""));
    made.set(at, filled.slice(0, -wanted.length) + tail.join(""));
  }
  return pieces.map((piece, at) => made.get(at) ?? (piece.kind === "text" || piece.text === "%" ? piece.text : piece.text === "." ? `.${fraction}` : "")).join("");
}

/** The number where its first digit sign stands, the other texts around it; text amid the digits goes behind. */
function laid(pieces: readonly Piece[], body: string, exponent: string, power: number): string {
  let placed = false;
  return pieces
    .map((piece) => {
      if (piece.kind === "text" || piece.text === "%") return piece.text;
      if (piece.kind === "exponent") {
        const sign = power < 0 ? "-" : exponent.charAt(1) === "+" ? "+" : "";
        return exponent.charAt(0) + sign + String(Math.abs(power)).padStart(exponent.length - 2, "0");
      }
      if (placed) return "";
      placed = true;
      return body;
    })
    .join("");
}
