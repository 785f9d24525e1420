/** Between a tree of conditions and the expression language: writes every tree, reads back what it writes. */
import { condition, finished, group, isRelative } from "./model";
import type { LiteralKind } from "@/lib/literals";
import type { Condition, Group, Item, Literal, Operand } from "./model";

export type { LiteralKind };
export type KindOf = (field: string) => LiteralKind;

const FUNCTIONS: Readonly<Record<string, string>> = {
  contains: "CONTAINS",
  not_contains: "not CONTAINS",
  starts_with: "STARTS_WITH",
  ends_with: "ENDS_WITH",
  within: "WITHIN",
  not_within: "not WITHIN",
};

export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function literal(value: Literal, kind: LiteralKind): string {
  if (typeof value === "boolean") return String(value);
  if (kind === "number" || kind === "id") {
    const text = String(value).trim();
    return /^-?\d+(\.\d+)?$/.test(text) ? text : quote(text);
  }
  if (kind === "duration" && /^-?\d+$/.test(String(value))) return `${value} seconds`;
  return quote(String(value));
}

function operand(value: Operand, kind: LiteralKind): string {
  if (value === null) return "null";
  if (isRelative(value)) {
    if (value.name === "me") return "me";
    if (value.days === 0) return "today()";
    return `today() ${value.days < 0 ? "-" : "+"} ${Math.abs(value.days)} days`;
  }
  if (typeof value === "object") return `[${value.map((one) => literal(one, kind)).join(", ")}]`;
  return literal(value, kind);
}

function conditionText(item: Condition, kindOf: KindOf): string {
  const { field, operator, value } = item;
  const kind = kindOf(field);
  const name = FUNCTIONS[operator];
  if (name) return `${name}(${field}, ${operand(value, "text")})`;
  switch (operator) {
    case "is_empty":
      return `${field} = null`;
    case "is_not_empty":
      return `${field} <> null`;
    case "not_in":
      return `${field} not in ${operand(value, kind)}`;
    case "has":
      return `${operand(value, kind)} in ${field}`;
    case "has_not":
      return `${operand(value, kind)} not in ${field}`;
    default:
      return `${field} ${operator} ${operand(value, kind)}`;
  }
}

function itemText(item: Item, kindOf: KindOf, inner: boolean): string {
  if (item.kind === "condition") return conditionText(item, kindOf);
  const text = item.items.map((child) => itemText(child, kindOf, true)).join(` ${item.join} `);
  return inner ? `(${text})` : text;
}

/** The expression of a tree; "" when nothing in it is finished. */
export function toExpression(tree: Group, kindOf: KindOf): string {
  return itemText(finished(tree), kindOf, false);
}

interface Token {
  readonly type: "name" | "number" | "text" | "sign";
  readonly text: string;
}

function tokens(text: string): Token[] | null {
  const pattern =
    /\s*(?:([A-Za-z_][\w.]*)|(\d+(?:\.\d+)?)|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(<>|>=|<=|[=<>()[\],+-]))\s*/gy;
  const found: Token[] = [];
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    end = pattern.lastIndex;
    const [, name, number, single, double, sign] = match;
    if (name !== undefined) found.push({ type: "name", text: name });
    else if (number !== undefined) found.push({ type: "number", text: number });
    else if (single !== undefined) found.push({ type: "text", text: single.replaceAll("''", "'") });
    else if (double !== undefined) found.push({ type: "text", text: double.replaceAll('""', '"') });
    else found.push({ type: "sign", text: sign ?? "" });
    if (end === text.length) break;
  }
  return end === text.length ? found : null;
}

/** Thrown inside the reader for text that this builder does not write; never leaves this file. */
class NotOurs extends Error {}

class Reader {
  private at = 0;

  constructor(
    private readonly list: readonly Token[],
    private readonly kindOf: KindOf,
  ) {}

  private peek(): Token | undefined {
    return this.list[this.at];
  }

  private is(text: string): boolean {
    const token = this.peek();
    return token !== undefined && token.type !== "text" && token.text.toLowerCase() === text;
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  private need(text: string): void {
    if (!this.take(text)) throw new NotOurs();
  }

  private next(type: Token["type"]): string {
    const token = this.peek();
    if (token?.type !== type) throw new NotOurs();
    this.at += 1;
    return token.text;
  }

  all(): Group {
    const item = this.level("or");
    if (this.peek()) throw new NotOurs();
    return item.kind === "group" ? item : group("and", [item]);
  }

  private level(join: "and" | "or"): Item {
    const one = (): Item => (join === "or" ? this.level("and") : this.single());
    const items = [one()];
    while (this.take(join)) items.push(one());
    const [only] = items;
    return items.length === 1 && only ? only : group(join, items);
  }

  private single(): Item {
    if (this.take("(")) {
      const inner = this.level("or");
      this.need(")");
      return inner;
    }
    const negated = this.take("not");
    const read = this.comparison();
    if (!negated) return read;
    const opposite: Readonly<Record<string, string>> = {
      contains: "not_contains",
      within: "not_within",
    };
    const operator = opposite[read.operator];
    if (operator) return condition(read.field, operator, read.value);
    if (read.operator === "=" && read.value === true) return condition(read.field, "=", false);
    throw new NotOurs();
  }

  private comparison(): Condition {
    const token = this.peek();
    if (token?.type === "text" || token?.type === "number") {
      const value = token.text;
      this.at += 1;
      const negated = this.take("not");
      this.need("in");
      return this.field(negated ? "has_not" : "has", (field) => this.typed(value, field));
    }
    const name = this.next("name");
    if (this.take("(")) {
      const operator = Object.keys(FUNCTIONS).find((key) => FUNCTIONS[key] === name.toUpperCase());
      if (!operator) throw new NotOurs();
      const field = this.next("name");
      this.need(",");
      const value = this.next("text");
      this.need(")");
      return condition(field, operator, value);
    }
    if (name.includes(".")) throw new NotOurs();
    if (this.take("not")) {
      this.need("in");
      return condition(name, "not_in", this.listOf(name));
    }
    if (this.take("in")) return condition(name, "in", this.listOf(name));
    const operator = ["=", "<>", ">", ">=", "<", "<="].find((sign) => this.take(sign));
    if (!operator) return condition(name, "=", true);
    if (this.take("null")) {
      if (operator === "=") return condition(name, "is_empty");
      if (operator === "<>") return condition(name, "is_not_empty");
      throw new NotOurs();
    }
    return condition(name, operator, this.value(name));
  }

  private field(operator: string, value: (field: string) => Literal): Condition {
    const name = this.next("name");
    if (name.includes(".")) throw new NotOurs();
    return condition(name, operator, value(name));
  }

  private listOf(field: string): Literal[] {
    this.need("[");
    const values: Literal[] = [];
    do {
      const value = this.value(field);
      if (value === null || typeof value === "object") throw new NotOurs();
      values.push(value);
    } while (this.take(","));
    this.need("]");
    return values;
  }

  private typed(text: string, field: string): Literal {
    const kind = this.kindOf(field);
    if (kind === "duration") this.need("seconds");
    return kind === "id" || kind === "duration" ? Number(text) : text;
  }

  private value(field: string): Operand {
    if (this.take("true")) return true;
    if (this.take("false")) return false;
    if (this.take("me")) return { name: "me" };
    if (this.take("today")) {
      this.need("(");
      this.need(")");
      const sign = this.take("+") ? 1 : this.take("-") ? -1 : 0;
      if (sign === 0) return { name: "today", days: 0 };
      const days = Number(this.next("number"));
      if (!this.take("days")) this.need("day");
      return { name: "today", days: sign * days };
    }
    const sign = this.take("-") ? "-" : "";
    const token = this.peek();
    if (token?.type === "number") return this.typed(sign + this.next("number"), field);
    if (sign) throw new NotOurs();
    return this.typed(this.next("text"), field);
  }
}

/** The tree of an expression that `toExpression` could have written; null for anything else. */
export function fromExpression(text: string, kindOf: KindOf): Group | null {
  if (text.trim() === "") return group("and");
  const list = tokens(text);
  if (!list) return null;
  try {
    return new Reader(list, kindOf).all();
  } catch (error) {
    if (error instanceof NotOurs) return null;
    throw error;
  }
}

/** Two filters that must both hold; either may be empty. */
export function both(first: string, second: string): string {
  if (!first || !second) return first || second;
  return `(${first}) and (${second})`;
}
