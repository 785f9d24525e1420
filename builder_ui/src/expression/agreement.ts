/** Runs a file of cases that the server's Python has answered: what differs in the browser. For tests. */
import type { Clock } from "./calendar";
import { Decimal } from "./decimal";
import { ErrorValue, Moment, Span } from "./values";
import type { RecordValue, Value } from "./values";
import { check, contextOf, isExpression } from "./expression";
import { FUNCTIONS } from "./functions";
import type { Parameter } from "./function";
import { walk } from "./nodes";
import type { Node } from "./nodes";
import { parse } from "./parser";
import { BrokenExpression } from "./problems";
import type { Scope, Symbol } from "./scope";
import { fromTagged, toTagged } from "./tagged";
import type { Tagged } from "./tagged";
import type { Choice, Type } from "./types";

/** An expression with its type and its values, one for each row of the world. */
export type Case = readonly [text: string, kind: string, values: readonly Tagged[]];

export interface World {
  readonly name: string;
  readonly clock: { readonly moment: string; readonly zone: string };
  readonly people: Readonly<Record<string, Tagged>>;
  readonly rows: readonly Readonly<Record<string, Tagged>>[];
  readonly records: Readonly<Record<string, Tagged>>;
  readonly changes: Readonly<Record<string, readonly [before: Tagged, at: string]>>;
  readonly cases: readonly Case[];
}

export interface CaseFile {
  readonly scope: { readonly symbols: Readonly<Record<string, Symbol>>; readonly members: Readonly<Record<string, Readonly<Record<string, Symbol>>>> };
  readonly functions: Readonly<Record<string, readonly (readonly [name: string, kind: string, optional: boolean, many: boolean])[]>>;
  readonly worlds: readonly World[];
  readonly parsed: readonly (readonly [text: string, tree: unknown])[];
  readonly refused: readonly (readonly [text: string, codes: readonly string[]])[];
}

function typeFrom(type: Type): Type {
  if (!("choices" in type)) return type;
  const choices = type.choices.map((choice): Choice => ({ id: choice.id, values: fromTagged(choice.values as Tagged) as RecordValue }));
  return { kind: type.kind, choices };
}

const symbolsFrom = (symbols: Readonly<Record<string, Symbol>>): Record<string, Symbol> =>
  Object.fromEntries(Object.entries(symbols).map(([name, each]) => [name, { ...each, type: typeFrom(each.type) }]));

export function scopeOf(file: CaseFile): Scope {
  return { symbols: symbolsFrom(file.scope.symbols), members: Object.fromEntries(Object.entries(file.scope.members).map(([of, each]) => [of, symbolsFrom(each)])) };
}

/** The functions that an expression calls and the browser does not have. */
export function missing(text: string): readonly string[] {
  return [...walk(parse(text))].flatMap((node) => (node.t === "call" && !FUNCTIONS.has(node.name) ? [node.name] : []));
}

const valuesFrom = (values: Readonly<Record<string, Tagged>>): Record<string, Value> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fromTagged(value)]));

/** What differs in a world, one line each; cases with functions that the browser does not have are left out. */
export function differences(world: World, scope: Scope): string[] {
  const moment = fromTagged(world.clock.moment);
  if (!(moment instanceof Moment)) throw new TypeError(world.clock.moment);
  const clock: Clock = { moment, zone: world.clock.zone };
  const records = new Map(Object.entries(valuesFrom(world.records)) as [string, RecordValue][]);
  const changes = Object.entries(world.changes).map(([field, [before, at]]) => [field, [fromTagged(before), fromTagged(at) as Moment]] as const);
  const people = valuesFrom(world.people);
  const contexts = world.rows.map((row) => contextOf(clock, { ...valuesFrom(row), ...people }, records, changes));
  return world.cases.flatMap(([text, kind, values]) => {
    if (missing(text).length) return [];
    const made = check(text, scope);
    if (!isExpression(made)) return [`${text}: ${made.map((problem) => problem.code).join()}`];
    const found = contexts.map((context) => JSON.stringify(toTagged(made.run(context))));
    const different = found.flatMap((value, at) => (value === JSON.stringify(values[at]) ? [] : [`${text} [${at}]: ${value} is not ${JSON.stringify(values[at])}`]));
    return made.type.kind === kind ? different : [`${text}: ${made.type.kind} is not ${kind}`, ...different];
  });
}

/** The tree of a text in the server's JSON, without places; null when it is no expression. */
export function treeOf(text: string): unknown {
  try {
    return treeJson(parse(text));
  } catch (error) {
    if (error instanceof BrokenExpression) return null;
    throw error;
  }
}

function treeJson(node: Node): unknown {
  switch (node.t) {
    case "literal": {
      const { value } = node;
      if (value instanceof Decimal) return { t: node.t, number: String(value) };
      if (value instanceof Span) return { t: node.t, duration: [value.months, Number(value.micros)] };
      return { t: node.t, ...(value instanceof ErrorValue ? { error: value.code } : { value }) };
    }
    case "name":
      return { t: node.t, name: node.name };
    case "label":
      return { t: node.t, name: node.name, ...(node.of ? { of: treeJson(node.of) } : {}) };
    case "member":
      return { t: node.t, of: treeJson(node.of), name: node.name };
    case "call":
      return { t: node.t, name: node.name, args: node.args.map(treeJson) };
    case "unary":
      return { t: node.t, op: node.op, of: treeJson(node.of) };
    case "binary":
      return { t: node.t, op: node.op, left: treeJson(node.left), right: treeJson(node.right) };
    case "logic":
      return { t: node.t, op: node.op, of: node.of.map(treeJson) };
    case "list":
      return { t: node.t, items: node.items.map(treeJson) };
  }
}

/** How a function's parameters are written in the file. */
export const written = (parameters: readonly Parameter[]): CaseFile["functions"][string] => parameters.map((each) => [each.name, each.kind, each.optional ?? false, each.many ?? false] as const);
