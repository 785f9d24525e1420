/** Functions over a record's past: what has just been changed, when, and from what. */
import { special } from "../function";
import type { Context, Declared, Parameter, Run } from "../function";
import { equalValues } from "../operators";
import { DATETIME, YES_NO } from "../types";
import { isBlank, isList, isRecord, recordId } from "../values";
import type { Value } from "../values";

const FIELD: readonly Parameter[] = [{ name: "field", kind: "field" }];
const NOTHING: Run = () => null;

function same(left: Value, right: Value): boolean {
  if (isBlank(left) && isBlank(right)) return true;
  if (isList(left) && isList(right)) return left.length === right.length && left.every((each, at) => same(each, right[at] ?? null));
  if (isBlank(left) || isBlank(right)) return false;
  return equalValues(recordId(left), recordId(right)) === true;
}

const changed = ([field = NOTHING]: readonly Run[]): Run => (context) => {
  const name = String(field(context));
  const old = context.value("old");
  return !same(isRecord(old) ? (old[name] ?? null) : null, context.value(name));
};

const past = (position: 0 | 1) => ([field = NOTHING]: readonly Run[]): Run => (context: Context) => context.history?.(String(field(context)))?.[position] ?? null;

export const FUNCTIONS: readonly Declared[] = [
  special("CHANGED", FIELD, YES_NO, changed),
  special("CHANGED_AT", FIELD, DATETIME, past(1)),
  special("PREVIOUS", FIELD, (args) => args[0]?.type ?? null, past(0)),
];
