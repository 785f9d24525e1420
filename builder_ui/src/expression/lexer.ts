/** Signs and words of an expression; which words are keywords depends on where they stand. */
import { DURATION_PATTERN } from "./durations";
import { broken } from "./problems";

export const MAX_LENGTH = 4_000;
export const MAX_PARENTHESES = 64;

// Full-width signs and their plain ones, one for one, so that places stay true.
const WIDE = "（）［］【】｛｝，、．＋－−–＊×／÷＾＆＝＜＞％；　";
const PLAIN = "()[][]{},,.+---**//^&=<>%; ";
const CLOSES: Readonly<Record<string, string>> = { '"': '"', "'": "'", "“": "”", "‘": "’", "{": "}" };
const SPACE = /[\s\x1c-\x1f\x85]/u;
const SPACES = /[\s\x1c-\x1f\x85]*/uy;

/** The text with full-width signs outside of texts made plain and a leading `=` blanked, of the same length. */
export function normalise(text: string): string {
  let made = "";
  let closing = "";
  let openedAt = 0;
  let level = 0;
  let escaped = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    const wide = WIDE.indexOf(letter);
    if (closing) {
      // Braces around a label may be full-width, and a backslash stands before those of its own.
      const inLabel = closing === "}";
      const plain = inLabel && (letter === "｛" || letter === "｝") ? PLAIN.charAt(wide) : letter;
      made += plain;
      if (escaped) escaped = false;
      else if (inLabel && letter === "\\") escaped = true;
      else if (plain === closing) closing = "";
      continue;
    }
    const plain = wide < 0 ? letter : PLAIN.charAt(wide);
    const closes = CLOSES[plain];
    if (closes) [closing, openedAt] = [closes, at];
    else if (plain === "(" || plain === "[") {
      level += 1;
      if (level > MAX_PARENTHESES) throw broken("expression.parentheses", { start: at, end: at + 1 }, { limit: MAX_PARENTHESES });
    } else if (plain === ")" || plain === "]") level -= 1;
    made += plain;
  }
  if (closing) throw broken("expression.text_open", { start: openedAt, end: openedAt + 1 }, { closing });
  const start = made.length - made.trimStart().length;
  return made.charAt(start) === "=" ? `${made.slice(0, start)} ${made.slice(start + 1)}` : made;
}

export type TokenKind = "number" | "text" | "duration" | "error" | "label" | "name" | "word" | "not_call" | "sign" | "end" | "unknown";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const OPERANDS: readonly (readonly [TokenKind, RegExp])[] = [
  ["not_call", /not(?=\()/iy],
  ["duration", new RegExp(DURATION_PATTERN, "iuy")],
  ["number", /([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?/iy],
  ["name", /[\p{L}\p{Nl}\p{No}_][\p{L}\p{N}_]*/uy],
  ["text", /"(?:[^"]|"")*"|'(?:[^']|'')*'|“[^”]*”|‘[^’]*’/uy],
  ["error", /#(?:N\/A|DIV\/0!|VALUE!|NUM!|NAME\?|REF!|NULL!)/iy],
  ["label", /\{(?:[^{}\\]|\\.)*\}/uy],
  ["sign", /[+\-([\])]|,/y],
];
const OPERATORS: readonly (readonly [TokenKind, RegExp])[] = [
  ["word", /(?:or|and|not|in)(?![\p{L}\p{N}_])/iuy],
  ["sign", /<>|<=|>=|=|<|>|≠|≤|≥|[+\-*/^&%.,()[\]]/y],
];
const NAMES = OPERANDS.filter(([kind]) => kind === "name" || kind === "label");

/** Reads one token after another; the parser says what it waits for. */
export class Lexer {
  private at = 0;
  /** The last token that was looked at: every level of operators looks at the same one. */
  private seen: { readonly at: number; readonly kinds: typeof OPERANDS; readonly token: Token } | null = null;

  constructor(private readonly text: string) {}

  /** The next token where a value may begin. */
  operand(): Token {
    return this.next(OPERANDS);
  }

  /** The next token after a value. */
  operator(): Token {
    return this.next(OPERATORS);
  }

  /** The next token after a dot. */
  name(): Token {
    return this.next(NAMES);
  }

  /** Takes a token that was looked at. */
  take(token: Token): Token {
    this.at = token.end;
    return token;
  }

  private next(kinds: typeof OPERANDS): Token {
    if (this.seen?.at !== this.at || this.seen.kinds !== kinds) this.seen = { at: this.at, kinds, token: this.find(kinds) };
    return this.seen.token;
  }

  private find(kinds: typeof OPERANDS): Token {
    SPACES.lastIndex = this.at;
    const start = this.at + (SPACES.exec(this.text)?.[0].length ?? 0);
    if (start >= this.text.length) {
      const end = this.text.trimEnd().length;
      return { kind: "end", text: "", start: end, end };
    }
    for (const [kind, pattern] of kinds) {
      pattern.lastIndex = start;
      const found = pattern.exec(this.text)?.[0];
      if (found) return { kind, text: found, start, end: start + found.length };
    }
    const letter = String.fromCodePoint(this.text.codePointAt(start) ?? 0);
    return { kind: "unknown", text: letter, start, end: start + letter.length };
  }
}

export const isSpace = (text: string): boolean => [...text].every((letter) => SPACE.test(letter));
