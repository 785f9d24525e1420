/** Functions over lists: of related records' fields, of options, of what is written in brackets. */
import { isTooLong } from "../evaluator";
import { Decimal } from "../decimal";
import { pure, special } from "../function";
import type { Declared, Run } from "../function";
import { show } from "../operators";
import type { Node } from "../nodes";
import { toTagged } from "../tagged";
import { ANY, TEXT, display, joinAll } from "../types";
import type { Type } from "../types";
import { REF, VALUE, isBlank, isError, isList, isRecord, recordId } from "../values";
import type { Value } from "../values";

function join(runs: readonly Run[]): Run {
  return (context) => {
    const given = runs.map((run) => run(context));
    const error = given.find(isError);
    if (error) return error;
    const [first = null, second] = given;
    const between = second === undefined ? ", " : show(second, context);
    const shown = (isList(first) ? first : [first]).filter((value) => !isBlank(value)).map((value) => show(value, context));
    const made = shown.join(between);
    return isTooLong(made) ? VALUE : made;
  };
}

/** Each value once, in the order of first appearance; empty ones are left out. */
function union(runs: readonly Run[]): Run {
  return (context) => {
    const found = new Map<string, Value>();
    for (const run of runs) {
      const given = run(context);
      for (const value of isList(given) ? given : [given]) {
        if (isError(value)) return value;
        const id = recordId(value);
        const key = JSON.stringify(toTagged(id));
        if (!isBlank(id) && !isList(id) && !isRecord(id) && !found.has(key)) found.set(key, value);
      }
    }
    return [...found.values()];
  };
}

function unionType(args: readonly Node[]): Type | null {
  const item = joinAll(args.map((arg) => display(arg.type)));
  return item && { kind: "list", item };
}

function item(values: readonly Value[], position: Decimal): Value {
  if (position.sign <= 0) return VALUE;
  return position.compare(Decimal.of(values.length)) > 0 ? REF : (values[position.toNumber() - 1] ?? null);
}

export const FUNCTIONS: readonly Declared[] = [
  special(
    "JOIN",
    [
      { name: "list", kind: "list" },
      { name: "between", kind: "text", optional: true, default: ", " },
    ],
    TEXT,
    join,
  ),
  pure("SPLIT", [{ name: "text", kind: "text" }, { name: "between", kind: "text" }], { kind: "list", item: TEXT }, (text, between) => (between ? (text ? text.split(between) : []) : VALUE)),
  special("UNION", [{ name: "list", kind: "any" }, { name: "more", kind: "any", optional: true, many: true }], unionType, union),
  pure("INDEX", [{ name: "list", kind: "list" }, { name: "position", kind: "whole" }], (args) => (args[0] ? display(args[0].type) : ANY), item),
];
