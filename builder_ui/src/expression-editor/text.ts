/** An expression as text: its pieces for the eye, and what stands around the caret. */

export type PieceKind = "label" | "function" | "text" | "number" | "word" | "plain";

export interface Piece {
  readonly kind: PieceKind;
  readonly text: string;
  readonly start: number;
}

const NAME = String.raw`[\p{L}\p{Nl}_][\p{L}\p{N}_]*`;
const QUOTED = String.raw`"(?:[^"]|"")*"?|'(?:[^']|'')*'?|“[^”]*”?|‘[^’]*’?`;
const LABEL = String.raw`[{｛](?:[^{}｛｝\\]|\\.)*[}｝]?`;
const PIECES = new RegExp(`(${QUOTED})|(${LABEL})|(${NAME})|([0-9]+(?:\\.[0-9]+)?)`, "gu");
const WORDS = new Set(["and", "or", "not", "in", "true", "false", "null"]);

/** The text in pieces, none left out. */
export function piecesOf(text: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  const add = (kind: PieceKind, piece: string, start: number): void => {
    if (piece) found.push({ kind, text: piece, start });
  };
  for (const match of text.matchAll(PIECES)) {
    const [whole, quoted, label, name] = match;
    add("plain", text.slice(at, match.index), at);
    at = match.index + whole.length;
    if (quoted) add("text", whole, match.index);
    else if (label) add("label", whole, match.index);
    else if (name) add(/^\s*[(（]/.test(text.slice(at)) ? "function" : WORDS.has(name.toLowerCase()) ? "word" : "plain", whole, match.index);
    else add("number", whole, match.index);
  }
  add("plain", text.slice(at), at);
  return found;
}

/** An offset in code points, as the server counts, as one in the units of this language's strings. */
export function unitsOf(text: string, points: number): number {
  let units = 0;
  let left = points;
  for (const letter of text) {
    if (left-- <= 0) break;
    units += letter.length;
  }
  return units;
}

export interface Typed {
  /** What is looked for; "" where nothing has been typed yet. */
  readonly query: string;
  /** What a choice takes the place of. */
  readonly from: number;
  readonly to: number;
  /** `{Customer}.`: the names that lead here; [] at the root. */
  readonly path: readonly string[];
  /** In a text, or beside a comparison: what it is compared with. */
  readonly compared: readonly string[] | null;
  /** The caret stands in an open text. */
  readonly quoted: boolean;
  /** A brace was opened: only names can follow. */
  readonly braced: boolean;
}

const STEP = String.raw`(?:${LABEL}|${NAME})`;
const PATH_END = new RegExp(`(${STEP}(?:\\s*\\.\\s*${STEP})*)\\s*$`, "u");
const COMPARED = new RegExp(`(${STEP}(?:\\s*\\.\\s*${STEP})*)\\s*(?:=|＝|<>|≠|in\\s*[[(（【][^\\])）】]*)\\s*$`, "u");
const STEPS = new RegExp(STEP, "gu");

/** The names of a path, without their braces. */
export const namesOf = (path: string): string[] => (path.match(STEPS) ?? []).map(bare);

/** A label without its braces, and what was escaped in it. */
export function bare(step: string): string {
  if (!/^[{｛]/.test(step)) return step;
  return step.replace(/^[{｛]|[}｝]$/g, "").replace(/\\(.)/g, "$1").trim();
}

/** What is being typed at the caret. */
export function typedAt(text: string, caret: number): Typed {
  const before = text.slice(0, caret);
  const last = piecesOf(before).at(-1);
  const open = (kind: PieceKind, closed: RegExp): boolean => last?.kind === kind && !closed.test(last.text.slice(1));
  if (last && open("text", last.text.startsWith("'") ? /^(?:[^']|'')*'$/ : last.text.startsWith('"') ? /^(?:[^"]|"")*"$/ : /[”’]$/)) {
    const rest = text.slice(caret);
    const close = /^[^"'”’\n]*["'”’]/.exec(rest)?.[0];
    const compared = comparedBefore(before.slice(0, last.start));
    return { query: last.text.slice(1), from: last.start, to: caret + (compared && close ? close.length : 0), path: [], compared, quoted: true, braced: false };
  }
  if (last && open("label", /[}｝]$/)) {
    const close = /^[^{}｛｝\n]*[}｝]/.exec(text.slice(caret))?.[0];
    const inside = { query: last.text.slice(1), from: last.start, to: caret + (close?.length ?? 0), quoted: false, braced: true };
    return { ...inside, path: pathBefore(before.slice(0, last.start)), compared: null };
  }
  const word = new RegExp(`${NAME}$`, "u").exec(before)?.[0] ?? "";
  const from = caret - word.length;
  const to = caret + (/^[\p{L}\p{N}_]*/u.exec(text.slice(caret))?.[0].length ?? 0);
  const start = before.slice(0, from);
  return { query: word, from, to: word ? to : caret, path: pathBefore(start), compared: comparedBefore(start), quoted: false, braced: false };
}

function pathBefore(before: string): string[] {
  const dot = /\.\s*$/.exec(before);
  if (!dot) return [];
  const found = PATH_END.exec(before.slice(0, dot.index));
  return found ? namesOf(found[1] ?? "") : [];
}

function comparedBefore(before: string): string[] | null {
  const found = COMPARED.exec(before);
  return found ? namesOf(found[1] ?? "") : null;
}

/** The function whose brackets the caret stands in, and which of its arguments. */
export function callAt(text: string, caret: number): { name: string; argument: number } | null {
  const open: { name: string; argument: number }[] = [];
  let named = "";
  for (const piece of piecesOf(text.slice(0, caret))) {
    if (piece.kind === "function") named = piece.text.toUpperCase();
    if (piece.kind !== "plain") continue;
    for (const letter of piece.text) {
      if ("(（[［".includes(letter)) {
        open.push({ name: "(（".includes(letter) ? named : "", argument: 0 });
        named = "";
      } else if (")）]］".includes(letter)) open.pop();
      else if (",，、".includes(letter) && open.length > 0) {
        const last = open[open.length - 1];
        if (last) open[open.length - 1] = { ...last, argument: last.argument + 1 };
      }
    }
  }
  return open.reverse().find((one) => one.name) ?? null;
}
