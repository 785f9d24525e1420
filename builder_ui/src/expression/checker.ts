/** Gives every node its type, or says all that is wrong at once, each with its place. */
import { Checks } from "./checks";
import type { Functions } from "./function";
import { accepts, parameterOf } from "./function";
import type { Binary, Call, List, Literal, Member, Name, Node, Unary } from "./nodes";
import type { Problem } from "./problems";
import { arithmeticType, comparable, literalType, movedByField, optionValueType } from "./rules";
import { membersOf, own } from "./scope";
import type { Scope, Symbol } from "./scope";
import { ANY, DATETIME, TEXT, YES_NO, among, display, isLoose, isShowable, join, numberType } from "./types";
import type { Type } from "./types";
import { Decimal } from "./decimal";
import { Span, isError } from "./values";

export interface Checked {
  readonly tree: Node;
  /** Empty when the tree may be used. */
  readonly problems: readonly Problem[];
}

/** Strict checking, as on the server. `expected`: what the result must fit; `condition`: it must be yes or no. */
export function checkTree(tree: Node, scope: Scope, functions: Functions, wanted: { readonly expected?: Type; readonly condition?: boolean } = {}): Checked {
  const checker = new Checker(scope, functions);
  const typed = checker.visit(tree);
  const made = wanted.condition ? checker.wantYesNo(typed) : wanted.expected ? checker.fit(typed, wanted.expected) : typed;
  return { tree: made, problems: checker.problems };
}

const COMPARISONS = new Set(["=", "<>", "<", "<=", ">", ">="]);
const isEmptyLiteral = (node: Node): node is Literal => node.t === "literal" && (node.value === null || node.value === "");

class Checker extends Checks {
  constructor(
    private readonly scope: Scope,
    private readonly functions: Functions,
  ) {
    super();
  }

  visit(node: Node): Node {
    switch (node.t) {
      case "literal":
        if (isError(node.value)) this.problem("expression.error_literal", node, { found: node.value.code });
        return { ...node, type: literalType(node.value) };
      case "name":
        return this.name(node);
      case "label":
        this.problem("expression.unknown_name", node, { name: node.name });
        return node;
      case "member":
        return this.member(node);
      case "call":
        return this.call(node);
      case "unary":
        return this.unary(node);
      case "binary":
        return this.binary(node);
      case "logic":
        return { ...node, of: node.of.map((each) => this.wantYesNo(this.visit(each))), type: YES_NO };
      case "list":
        return this.list(node);
    }
  }

  private name(node: Name): Node {
    const symbol = own(this.scope.symbols, node.name);
    if (symbol) return { ...node, type: symbol.type, kind: symbol.kind, required: symbol.required };
    const known = this.functions.has(node.name.toUpperCase());
    this.problem(known ? "expression.function_without_parentheses" : "expression.unknown_name", node, { name: node.name });
    return node;
  }

  private member(node: Member): Node {
    const of = this.visit(node.of);
    const made = { ...node, of };
    const { type } = of;
    switch (type.kind) {
      case "any":
        return made;
      case "option":
        if (node.name === "values") return { ...made, type: { kind: "option_values", choices: type.choices } };
        break;
      case "option_values": {
        const found = optionValueType(type.choices, node.name);
        if (!found) this.problem("expression.unknown_option_value", node, { name: node.name });
        return found ? { ...made, type: found.type, required: found.everywhere && this.required(of) } : made;
      }
      case "parts": {
        const found = own(type.parts, node.name);
        const loose = !Object.keys(type.parts).length;
        if (!found && !loose) this.problem("expression.unknown_part", node, { name: node.name });
        return { ...made, type: found ?? (loose ? TEXT : ANY) };
      }
      case "record":
      case "records":
      case "namespace":
        return this.memberOf(made, of, own(membersOf(this.scope, type), node.name));
    }
    this.problem("expression.no_members", node, { name: node.name, type: type.kind });
    return made;
  }

  private memberOf(node: Member, of: Node, symbol: Symbol | undefined): Node {
    if (!symbol) {
      const calendars = of.type.kind === "namespace" && of.type.name === "calendars";
      this.problem(calendars ? "expression.unknown_calendar" : "expression.unknown_member", node, { name: node.name });
      return node;
    }
    const { type } = symbol;
    if (of.type.kind === "records") {
      const form = type.kind === "record" || type.kind === "records" ? type.form : null;
      return { ...node, type: form === null ? { kind: "list", item: type } : { kind: "records", form } };
    }
    const solid = of.type.kind === "namespace" || this.required(of);
    return { ...node, type, required: symbol.required && solid };
  }

  private required(node: Node): boolean {
    if (node.t === "member" && node.type.kind === "option_values") return this.required(node.of);
    return (node.t === "name" || node.t === "member") && node.required;
  }

  private call(node: Call): Node {
    const declared = this.functions.get(node.name);
    const longer = declared && accepts(declared, node.args.length) ? declared.expand?.(node) : null;
    if (longer) return this.visit(longer);
    const args = node.args.map((arg) => this.visit(arg));
    if (!declared) {
      this.problem("expression.unknown_function", node, { name: node.name });
      return node;
    }
    if (!accepts(declared, args.length)) {
      this.problem("expression.arguments", node, { function: node.name, found: args.length });
      return { ...node, args };
    }
    const fitting = args.map((arg, position) => this.argument(declared.name, parameterOf(declared, position), arg));
    const type = typeof declared.returns === "function" ? declared.returns(fitting) : declared.returns;
    if (!type) this.problem("expression.branches", node, { types: fitting.map((arg) => arg.type.kind) });
    return { ...node, args: fitting, type: type ?? ANY };
  }

  private unary(node: Unary): Node {
    const of = this.visit(node.of);
    if (node.op === "not") return { ...node, of: this.wantYesNo(of), type: YES_NO };
    const { type } = of;
    if (type.kind === "duration" && node.op !== "%") return { ...node, of, type };
    if (type.kind !== "number" && !isLoose(type)) {
      this.problem("expression.operand", of, { operator: node.op, found: type.kind });
      return { ...node, of };
    }
    if (node.op === "-" && of.t === "literal" && of.value instanceof Decimal) return { ...of, value: of.value.negated(), at: node.at };
    if (node.op === "+") return { ...node, of, type };
    if (node.op === "%") return { ...node, of, type: type.kind === "number" ? numberType(type.decimals === null ? null : type.decimals + 2) : numberType(null) };
    return { ...node, of, type: type.kind === "number" ? type : (arithmeticType("-", numberType(0), type) ?? ANY) };
  }

  private binary(node: Binary): Node {
    let [left, right] = [this.visit(node.left), this.visit(node.right)];
    if (!COMPARISONS.has(node.op)) [left, right] = movedByField(left, right) ?? [left, right];
    const made = { ...node, left, right };
    if (node.op === "in" || node.op === "not in") return this.within(made);
    if (COMPARISONS.has(node.op)) return this.comparison(made);
    if (node.op === "&") {
      for (const side of [left, right]) if (!isShowable(side.type)) this.problem("expression.operand", side, { operator: "&", found: side.type.kind });
      return { ...made, type: TEXT };
    }
    const type = arithmeticType(node.op, left.type, right.type, right);
    if (!type) this.problem("expression.operands", node, { operator: node.op, left: left.type.kind, right: right.type.kind });
    return { ...made, type: type ?? ANY };
  }

  private comparison(node: Binary): Node {
    const empty = this.emptiness(node);
    if (empty) return empty;
    const [left, right] = this.meet(node.left, node.right);
    if (!comparable(left.type, right.type, node.op !== "=" && node.op !== "<>")) {
      this.problem("expression.compare", node, { operator: node.op, left: left.type.kind, right: right.type.kind });
    }
    return { ...node, left, right, type: YES_NO };
  }

  /** `x = ''` and `x = null` ask whether x is empty, whatever x is. */
  private emptiness(node: Binary): Node | null {
    if (node.op !== "=" && node.op !== "<>") return null;
    for (const [one, other] of [
      [node.left, node.right],
      [node.right, node.left],
    ] as const) {
      if (!isEmptyLiteral(one)) continue;
      if (one.value === "" && among(other.type, "text", "any", "option")) return null;
      const asked: Call = { t: "call", name: "ISBLANK", args: [other], at: node.at, type: YES_NO };
      return node.op === "=" ? asked : { t: "unary", op: "not", of: asked, at: node.at, type: YES_NO };
    }
    return null;
  }

  /** Both sides of a comparison brought to one type where a literal or a day allows it. */
  private meet(left: Node, right: Node): [Node, Node] {
    const met = this.towards(right, left.type);
    return [this.towards(left, met.type), met];
  }

  private towards(node: Node, wanted: Type): Node {
    const made = this.asTemporal(node, wanted);
    if (made.t === "literal") {
      if (wanted.kind === "option") this.knownOption(made, wanted.choices);
      if (wanted.kind === "number" && made.value instanceof Span && !made.value.months) return { ...made, value: made.value.days, type: literalType(made.value.days) };
    }
    if (wanted.kind === "datetime" && made.type.kind === "date") return { t: "call", name: "DATETIME", args: [made], at: made.at, type: DATETIME };
    return made;
  }

  private within(node: Binary): Node {
    const { right } = node;
    if (right.t === "list") {
      let { left } = node;
      const items = right.items.map((item) => {
        const [one, met] = this.meet(left, item);
        left = one;
        if (!comparable(left.type, met.type, false)) this.problem("expression.compare", item, { operator: "in", left: left.type.kind, right: met.type.kind });
        return met;
      });
      return { ...node, left, right: { ...right, items }, type: YES_NO };
    }
    if (right.type.kind === "options" && node.left.t === "literal") this.knownOption(node.left, right.type.choices);
    const item = display(right.type);
    if (!among(right.type, "list", "records", "options", "any", "blank")) this.problem("expression.in_wants_list", right, { found: right.type.kind });
    else if (!isLoose(right.type) && !comparable(node.left.type, item, false)) {
      this.problem("expression.compare", node, { operator: "in", left: node.left.type.kind, right: item.kind });
    }
    return { ...node, type: YES_NO };
  }

  private list(node: List): Node {
    const items = node.items.map((item) => this.visit(item));
    let type: Type | null = items[0]?.type ?? ANY;
    for (const item of items.slice(1)) type = type && join(type, item.type);
    return { ...node, items, type: { kind: "list", item: type ?? ANY } };
  }
}
