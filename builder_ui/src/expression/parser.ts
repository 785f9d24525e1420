/** Text to tree: the server's grammar, with the same limits. */
import { Decimal, ZERO } from "./decimal";
import { parseDuration } from "./durations";
import { Lexer, MAX_LENGTH, isSpace, normalise } from "./lexer";
import type { Token } from "./lexer";
import { depth } from "./nodes";
import type { Binary, BinaryOperator, Call, Literal, LiteralValue, Node } from "./nodes";
import { NOWHERE, between, broken } from "./problems";
import type { BrokenExpression, Place } from "./problems";
import { ANY } from "./types";
import { ERRORS, NAME } from "./values";

export const MAX_DEPTH = 200;
export const MAX_EXPONENT = 300;
const COMPARE: Readonly<Record<string, BinaryOperator>> = { "<>": "<>", "<=": "<=", ">=": ">=", "=": "=", "<": "<", ">": ">", "≠": "<>", "≤": "<=", "≥": ">=" };
// Levels of left-associative operators, the loosest first.
const LEVELS: readonly (readonly BinaryOperator[])[] = [["&"], ["+", "-"], ["*", "/"], ["^"]];
const MEANT: readonly (readonly [string, string])[] = [["!=", "<>"], ["==", "="], ["&&", "and"], ["||", "or"], ["!", "not"]];

/** The untyped tree of an expression; a leading `=` is allowed. Throws BrokenExpression. */
export function parse(text: string): Node {
  if (text.length > MAX_LENGTH && [...text].length > MAX_LENGTH) {
    throw broken("expression.too_long", { start: MAX_LENGTH - 1, end: MAX_LENGTH }, { limit: MAX_LENGTH });
  }
  const plain = normalise(text);
  if (isSpace(plain)) throw broken("expression.empty", { start: 0, end: 1 });
  const tree = new Parser(plain).whole();
  if (depth(tree) > MAX_DEPTH) throw broken("expression.too_deep", tree.at, { limit: MAX_DEPTH });
  return tree;
}

const literal = (value: LiteralValue, at: Place): Literal => ({ t: "literal", value, at, type: ANY });
const placeOf = (token: Token): Place => ({ start: token.start, end: token.end });

class Parser {
  private readonly lexer: Lexer;
  /** Literals in parentheses of their own: `in ('a')` is a list of one. */
  private readonly single = new WeakSet<Node>();

  constructor(private readonly text: string) {
    this.lexer = new Lexer(text);
  }

  whole(): Node {
    const tree = this.junction("or");
    const rest = this.lexer.operator();
    if (rest.kind !== "end") throw this.unexpected(rest, ["@expression.expected.operator", "@expression.expected.end"]);
    return tree;
  }

  private junction(op: "or" | "and"): Node {
    const below = (): Node => (op === "or" ? this.junction("and") : this.negation());
    const first = below();
    const found = [first];
    while (this.word(op)) found.push(below());
    const last = found.at(-1) ?? first;
    return found.length === 1 ? first : { t: "logic", op, of: found, at: between(first.at, last.at), type: ANY };
  }

  private negation(): Node {
    const signs: Token[] = [];
    for (let token = this.lexer.operand(); token.kind === "name" && token.text.toLowerCase() === "not"; token = this.lexer.operand()) signs.push(this.lexer.take(token));
    const inner = this.comparison();
    return signs.reduceRight<Node>((of, sign) => ({ t: "unary", op: "not", of, at: between(placeOf(sign), of.at), type: ANY }), inner);
  }

  private comparison(): Node {
    let left = this.level(0);
    for (;;) {
      const token = this.lexer.operator();
      const op = COMPARE[token.text];
      if (op) {
        this.lexer.take(token);
        left = this.binary(op, left, this.level(0));
      } else if (this.word("in")) left = this.binary("in", left, this.listed(this.level(0)));
      else if (this.word("not")) {
        if (!this.word("in")) throw this.unexpected(this.lexer.operator(), ["in"]);
        left = this.binary("not in", left, this.listed(this.level(0)));
      } else return left;
    }
  }

  private listed(node: Node): Node {
    return this.single.has(node) ? { t: "list", items: [node], at: node.at, type: ANY } : node;
  }

  private level(at: number): Node {
    const operators = LEVELS[at];
    if (!operators) return this.signed();
    let left = this.level(at + 1);
    for (;;) {
      const token = this.lexer.operator();
      const op = operators.find((each) => each === token.text);
      if (!op) return left;
      this.lexer.take(token);
      left = this.binary(op, left, this.level(at + 1));
    }
  }

  private binary(op: BinaryOperator, left: Node, right: Node): Binary {
    return { t: "binary", op, left, right, at: between(left.at, right.at), type: ANY };
  }

  private signed(): Node {
    const signs: Token[] = [];
    for (let token = this.lexer.operand(); token.text === "-" || token.text === "+"; token = this.lexer.operand()) signs.push(this.lexer.take(token));
    const inner = this.postfix();
    return signs.reduceRight<Node>((of, sign) => ({ t: "unary", op: sign.text === "-" ? "-" : "+", of, at: between(placeOf(sign), of.at), type: ANY }), inner);
  }

  private postfix(): Node {
    let node = this.primary();
    for (let token = this.lexer.operator(); token.text === "."; token = this.lexer.operator()) {
      this.lexer.take(token);
      const name = this.lexer.name();
      if (name.kind !== "name" && name.kind !== "label") throw this.unexpected(name, ["@expression.expected.name"]);
      this.lexer.take(name);
      if (name.kind === "label") node = { t: "label", of: node, name: labelOf(name.text), at: between(node.at, placeOf(name)), type: ANY };
      else node = { t: "member", of: node, name: name.text, required: false, at: between(node.at, placeOf(name)), type: ANY };
    }
    for (let token = this.lexer.operator(); token.text === "%"; token = this.lexer.operator()) {
      this.lexer.take(token);
      node = { t: "unary", op: "%", of: node, at: between(node.at, placeOf(token)), type: ANY };
    }
    return node;
  }

  private primary(): Node {
    const token = this.lexer.operand();
    const at = placeOf(token);
    if (token.kind === "name") return this.named(this.lexer.take(token));
    if (token.kind === "not_call") return this.call(this.lexer.take(token));
    if (token.text === "(" || token.text === "[") return this.bracketed(this.lexer.take(token));
    if (token.kind === "end" || token.kind === "unknown" || token.kind === "sign") throw this.unexpected(token, ["@expression.expected.value"]);
    this.lexer.take(token);
    if (token.kind === "number") return literal(numberOf(token), at);
    if (token.kind === "error") return literal(ERRORS[token.text.toUpperCase()] ?? NAME, at);
    if (token.kind === "label") return { t: "label", of: null, name: labelOf(token.text), at, type: ANY };
    if (token.kind === "duration") {
      const span = parseDuration(token.text);
      if (!span) throw broken("expression.duration", at, { found: token.text });
      return literal(span, at);
    }
    const quote = token.text.slice(-1);
    return literal(token.text.slice(1, -1).replaceAll(quote + quote, quote), at);
  }

  private named(token: Token): Node {
    const word = token.text.toLowerCase();
    const next = this.lexer.operator();
    if (word === "null") return literal(null, placeOf(token));
    if (next.text === "(") return this.call(token);
    if (word === "true" || word === "false") return literal(word === "true", placeOf(token));
    if (word === "and" || word === "or") throw this.unexpected(next, ["“(”"]);
    return { t: "name", name: token.text, kind: "", required: false, at: placeOf(token), type: ANY };
  }

  private call(token: Token): Node {
    this.lexer.take(this.lexer.operator());
    const name = token.text.toUpperCase();
    const given: (Node | null)[] = [];
    for (;;) {
      const next = this.lexer.operand();
      given.push(next.text === "," || next.text === ")" ? null : this.junction("or"));
      if (this.sign(",")) continue;
      const end = this.close(")");
      const args = given.length === 1 && given[0] === null ? [] : given.map((each) => each ?? literal(null, NOWHERE));
      const at = between(placeOf(token), placeOf(end));
      if ((name === "TRUE" || name === "FALSE") && !args.length) return literal(name === "TRUE", at);
      return { t: "call", name, args, at, type: ANY } satisfies Call;
    }
  }

  private bracketed(open: Token): Node {
    const round = open.text === "(";
    const items: Node[] = [];
    if (round || this.lexer.operand().text !== "]") {
      do items.push(this.junction("or"));
      while (this.sign(",") && (round || this.lexer.operand().text !== "]"));
    }
    const end = this.close(round ? ")" : "]");
    const [first] = items;
    if (round && first && items.length === 1) {
      if (first.t === "literal") this.single.add(first);
      return first;
    }
    return { t: "list", items, at: between(placeOf(open), placeOf(end)), type: ANY };
  }

  private word(word: string): boolean {
    const token = this.lexer.operator();
    const found = token.kind === "word" && token.text.toLowerCase() === word;
    if (found) this.lexer.take(token);
    return found;
  }

  private sign(sign: string): boolean {
    const token = this.lexer.operator();
    if (token.text === sign) this.lexer.take(token);
    return token.text === sign;
  }

  private close(sign: string): Token {
    const token = this.lexer.operator();
    if (token.text !== sign) throw this.unexpected(token, ["@expression.expected.operator", "“,”", `“${sign}”`]);
    return this.lexer.take(token);
  }

  private unexpected(token: Token, expected: readonly string[]): BrokenExpression {
    if (token.kind === "end") return broken("expression.ends", { start: token.start, end: token.start + 1 }, { expected });
    const near = this.text.slice(Math.max(0, token.start - 1), token.end + 1);
    for (const [found, instead] of MEANT) {
      if (near.includes(found) && found.includes(token.text)) return broken("expression.write_instead", placeOf(token), { found, instead });
    }
    return broken("expression.unexpected", placeOf(token), { found: token.text, expected });
  }
}

function numberOf(token: Token): Decimal {
  const [digits = "", exponent = "0"] = token.text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  const places = Number(exponent) - fraction.length;
  const first = `${whole}${fraction}`.replace(/^0+/, "").length || 1;
  if (token.text.length > 400 || Math.abs(places) > MAX_EXPONENT || first - 1 + places >= MAX_EXPONENT) throw broken("expression.number", placeOf(token));
  return Decimal.read(token.text) ?? ZERO;
}

/** The label that stands in braces. */
function labelOf(braces: string): string {
  return braces.slice(1, -1).replace(/\\([^])/gu, "$1").trim();
}
