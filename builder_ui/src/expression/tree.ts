/** Checked trees as the server sends them, ready to run: no second parser, no second checker. */
import { readDay, readMoment, readTime } from "./calendar";
import { Decimal } from "./decimal";
import { compile } from "./evaluator";
import type { Functions, Run } from "./function";
import type { BinaryOperator, LiteralValue, Node, Unary } from "./nodes";
import { walk } from "./nodes";
import { NOWHERE } from "./problems";
import type { Type } from "./types";
import { ANY, NUMBER } from "./types";
import { ERRORS, Span } from "./values";

type Literal = Readonly<{ value?: string | boolean | null; number?: string; duration?: readonly [number, number]; error?: string; datetime?: string; date?: string; time?: string }>;

/** A node in JSON; which members it has depends on `t`. */
export interface TreeJson extends Literal {
  readonly t: Node["t"];
  readonly type?: Type["kind"];
  /** Of records: their form. */
  readonly form?: string;
  readonly name?: string;
  readonly op?: string;
  readonly of?: TreeJson | readonly TreeJson[];
  readonly left?: TreeJson;
  readonly right?: TreeJson;
  readonly args?: readonly TreeJson[];
  readonly items?: readonly TreeJson[];
  /** Of `stage.values.probability`: the value by option. */
  readonly table?: Readonly<Record<string, Literal>>;
}

// What needs the past or other records is not at hand while somebody types.
const NOT_AT_HAND = new Set(["PREVIOUS", "CHANGED_AT"]);

function typeOf(json: TreeJson): Type {
  const kind = json.type ?? "any";
  switch (kind) {
    case "record":
    case "records":
      return { kind, form: json.form ?? "" };
    case "option":
    case "options":
    case "option_values":
      return { kind, choices: [] };
    case "list":
      return { kind, item: ANY };
    case "parts":
      return { kind, parts: {} };
    case "namespace":
      return { kind, name: json.name ?? "" };
    case "number":
      return NUMBER;
    default:
      return { kind };
  }
}

function literalOf(json: Literal): LiteralValue {
  if (json.number !== undefined) return Decimal.read(json.number);
  if (json.duration) return new Span(json.duration[0], BigInt(json.duration[1]));
  if (json.error !== undefined) return ERRORS[json.error] ?? null;
  if (json.datetime !== undefined) return readMoment(json.datetime);
  if (json.date !== undefined) return readDay(json.date);
  if (json.time !== undefined) return readTime(json.time);
  return json.value ?? null;
}

const one = (json: TreeJson | readonly TreeJson[] | undefined): Node => {
  if (!json || Array.isArray(json)) throw new TypeError("tree");
  return nodeOf(json as TreeJson);
};
const several = (json: TreeJson | readonly TreeJson[] | undefined): Node[] => (Array.isArray(json) ? (json as readonly TreeJson[]).map(nodeOf) : []);

function nodeOf(json: TreeJson): Node {
  const base = { at: NOWHERE, type: typeOf(json) };
  const name = json.name ?? "";
  switch (json.t) {
    case "literal":
      return { ...base, t: "literal", value: literalOf(json) };
    case "name":
      return { ...base, t: "name", name, kind: name === "me" ? "me" : "field", required: false };
    case "label":
      return { ...base, t: "label", of: json.of ? one(json.of) : null, name };
    case "member": {
      const of = one(json.of);
      if (!json.table) return { ...base, t: "member", of, name, required: false };
      const choices = Object.entries(json.table).map(([id, value]) => ({ id, values: { [name]: literalOf(value) } }));
      return { ...base, t: "member", of: { ...of, type: { kind: "option_values", choices } }, name, required: false };
    }
    case "call":
      return { ...base, t: "call", name, args: several(json.args) };
    case "unary":
      return { ...base, t: "unary", op: json.op as Unary["op"], of: one(json.of) };
    case "binary":
      return { ...base, t: "binary", op: json.op as BinaryOperator, left: one(json.left), right: one(json.right) };
    case "logic":
      return { ...base, t: "logic", op: json.op as "and" | "or", of: several(json.of) };
    case "list":
      return { ...base, t: "list", items: several(json.items) };
  }
}

/** Something to run out of a checked tree; null where a function of it has no form in the browser. */
export function runnable(json: TreeJson, functions: Functions): Run | null {
  const tree = nodeOf(json);
  for (const node of walk(tree)) {
    if (node.t === "call" && (!functions.has(node.name) || NOT_AT_HAND.has(node.name))) return null;
  }
  return compile(tree, functions);
}
