/** The tree of an expression, in the shape in which the server sends checked trees. */
import type { Decimal } from "./decimal";
import { NOWHERE } from "./problems";
import type { Place } from "./problems";
import { BLANK } from "./types";
import type { Type } from "./types";
import type { Day, ErrorValue, Moment, Span, TimeOfDay } from "./values";

interface Base {
  readonly at: Place;
  /** Known after checking. */
  readonly type: Type;
}

export type LiteralValue = null | string | boolean | Decimal | Span | ErrorValue | Day | Moment | TimeOfDay;
export type BinaryOperator = "+" | "-" | "*" | "/" | "^" | "&" | "=" | "<>" | "<" | "<=" | ">" | ">=" | "in" | "not in";

export type Literal = Base & { readonly t: "literal"; readonly value: LiteralValue };
/** A field, `me`, `settings` …; kind and required come from the scope. */
export type Name = Base & { readonly t: "name"; readonly name: string; readonly kind: string; readonly required: boolean };
/** `{Label}`, or `path.{Label}`: a field by the label that people see. */
export type Label = Base & { readonly t: "label"; readonly of: Node | null; readonly name: string };
export type Member = Base & { readonly t: "member"; readonly of: Node; readonly name: string; readonly required: boolean };
export type Call = Base & { readonly t: "call"; readonly name: string; readonly args: readonly Node[] };
export type Unary = Base & { readonly t: "unary"; readonly op: "-" | "+" | "%" | "not"; readonly of: Node };
export type Binary = Base & { readonly t: "binary"; readonly op: BinaryOperator; readonly left: Node; readonly right: Node };
export type Logic = Base & { readonly t: "logic"; readonly op: "and" | "or"; readonly of: readonly Node[] };
export type List = Base & { readonly t: "list"; readonly items: readonly Node[] };
export type Node = Literal | Name | Label | Member | Call | Unary | Binary | Logic | List;

/** What stands where an argument was left out. */
export const NOTHING: Literal = { t: "literal", value: null, at: NOWHERE, type: BLANK };

export function childrenOf(node: Node): readonly Node[] {
  switch (node.t) {
    case "member":
    case "unary":
      return [node.of];
    case "label":
      return node.of ? [node.of] : [];
    case "call":
      return node.args;
    case "binary":
      return [node.left, node.right];
    case "logic":
      return node.of;
    case "list":
      return node.items;
    default:
      return [];
  }
}

/** The node and everything below it, parents first, without recursion. */
export function* walk(node: Node): Generator<Node> {
  const waiting = [node];
  for (let current = waiting.pop(); current; current = waiting.pop()) {
    yield current;
    waiting.push(...[...childrenOf(current)].reverse());
  }
}

/** The longest way down, measured without recursion, since the tree may be hostile. */
export function depth(node: Node): number {
  let deepest = 0;
  const waiting: [Node, number][] = [[node, 1]];
  for (let current = waiting.pop(); current; current = waiting.pop()) {
    const [each, level] = current;
    deepest = Math.max(deepest, level);
    for (const child of childrenOf(each)) waiting.push([child, level + 1]);
  }
  return deepest;
}

/** `customer.owner.name` as a list; null when the node is no plain path. */
export function pathOf(node: Node): readonly string[] | null {
  const names: string[] = [];
  let current = node;
  for (; current.t === "member"; current = current.of) names.push(current.name);
  return current.t === "name" ? [...names, current.name].reverse() : null;
}
