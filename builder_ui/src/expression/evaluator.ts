/** Tree to functions: compiled once, called for every record and every key that is typed. */
import { Decimal, ZERO } from "./decimal";
import { convert, truth } from "./convert";
import { parameterOf } from "./function";
import type { Context, Declared, Functions, Run } from "./function";
import type { Binary, Call, Member, Node, Unary } from "./nodes";
import { arithmetic, compare, contains, equalValues, show } from "./operators";
import { own } from "./scope";
import { isTemporalType } from "./types";
import { NAME, NUM, Span, TEXT_CAP, VALUE, inRange, isBlank, isError, isList, isRecord, recordId, toDecimal } from "./values";
import type { ErrorValue, Value } from "./values";

const NOBODY = -1; // the id of no record
const DAYLIKE = new Set(["day", "date", "moment", "time", "instant"]);
const PERCENT = new Decimal(1n, 2);

/** Is a text longer than the language allows? Its length is counted in characters. */
export const isTooLong = (text: string): boolean => text.length > TEXT_CAP && [...text].length > TEXT_CAP;

/** Something to call with a context out of a checked tree. It never throws for data: what fails is an ErrorValue. */
export function compile(node: Node, functions: Functions): Run {
  const below = (child: Node): Run => compile(child, functions);
  switch (node.t) {
    case "literal": {
      const { value } = node;
      return () => value;
    }
    case "name": {
      const { name } = node;
      return (context) => context.value(name);
    }
    case "label":
      return () => NAME;
    case "member":
      return member(node, below);
    case "call":
      return call(node, functions);
    case "unary":
      return unary(node, below(node.of));
    case "binary":
      return binary(node, below);
    case "logic":
      return junction(node.op, node.of.map(below));
    case "list":
      return listed(node.items.map(below));
  }
}

function binary(node: Binary, below: (child: Node) => Run): Run {
  const left = below(node.left);
  if (node.op === "in" || node.op === "not in") {
    if (node.right.t === "list") return among(left, node.right.items.map(below), node.op === "not in");
    return within(left, below(node.right), node.op === "not in");
  }
  const right = below(node.right);
  if (node.op === "&") return joined(left, right);
  if ("+-*/^".includes(node.op)) return operation(node, left, right);
  const test = compare(node.op);
  if (node.left.type.kind === "record" || node.right.type.kind === "record") {
    const [one, other] = [somebody(node.left, left), somebody(node.right, right)];
    return (context) => test(recordId(one(context)), recordId(other(context)));
  }
  return both(left, right, test);
}

function both(left: Run, right: Run, compute: (left: Value, right: Value, context: Context) => Value): Run {
  return (context) => {
    const a = left(context);
    if (isError(a)) return a;
    const b = right(context);
    return isError(b) ? b : compute(a, b, context);
  };
}

function operation(node: Binary, left: Run, right: Run): Run {
  const compute = arithmetic(node.op);
  const [daysLeft, daysRight] = [isTemporalType(node.left.type), isTemporalType(node.right.type)];
  const filled = (value: Value, beside: Node): Value => (value === null && beside.type.kind === "duration" ? new Span() : value);
  return both(left, right, (a, b, context) => ((a === null && daysLeft) || (b === null && daysRight) ? null : compute(filled(a, node.left), filled(b, node.right), context)));
}

/** `&`, with the length of its result capped. */
function joined(left: Run, right: Run): Run {
  return both(left, right, (a, b, context) => {
    const made = show(a, context) + show(b, context);
    return isTooLong(made) ? VALUE : made;
  });
}

function unary(node: Unary, of: Run): Run {
  const { op } = node;
  if (op === "not") {
    return (context) => {
      const value = truth(of(context));
      return isError(value) ? value : !value;
    };
  }
  return (context) => {
    const found = of(context);
    const value = found === null && node.of.type.kind === "duration" ? new Span() : found;
    if (isError(value) || op === "+") return value;
    if (value instanceof Span) return value.negated();
    const number = value === null ? ZERO : toDecimal(value);
    return !number ? VALUE : op === "-" ? number.negated() : number.times(PERCENT);
  };
}

function within(left: Run, right: Run, negated: boolean): Run {
  return both(left, right, (item, list) => {
    const found = contains(item, list);
    return isError(found) ? found : found !== negated;
  });
}

/** `in` a written list: one equal item decides, also beside an error. */
function among(left: Run, items: readonly Run[], negated: boolean): Run {
  return (context) => {
    const item = recordId(left(context));
    if (isError(item)) return item;
    let error: ErrorValue | null = null;
    for (const each of items) {
      const found = equalValues(item, recordId(each(context)));
      if (found === true) return !negated;
      if (isError(found)) error = found;
    }
    return error ?? negated;
  };
}

/** and / or: what decides, decides, even beside an error. */
export function junction(op: "and" | "or", conditions: readonly Run[]): Run {
  const decisive = op === "or";
  return (context) => {
    let error: ErrorValue | null = null;
    for (const condition of conditions) {
      const value = truth(condition(context));
      if (value === decisive) return decisive;
      if (isError(value)) error ??= value;
    }
    return error ?? !decisive;
  };
}

function listed(items: readonly Run[]): Run {
  return (context) => {
    const made = items.map((item) => item(context));
    return made.find(isError) ?? made;
  };
}

/** `me` of somebody who is no person is nobody, which is not the same as an empty owner. */
function somebody(node: Node, run: Run): Run {
  return node.t === "name" && node.kind === "me" ? (context) => run(context) ?? NOBODY : run;
}

function call(node: Call, functions: Functions): Run {
  const declared = functions.get(node.name);
  if (!declared) return () => NAME;
  const runs = node.args.map((arg, position) => {
    const { kind } = parameterOf(declared, position);
    if (kind === "column") return column(arg, functions);
    return arg.t === "name" && kind === "field" ? () => arg.name : compile(arg, functions);
  });
  const run = declared.compile ? declared.compile(runs) : called(declared, runs);
  if ((node.name !== "MIN" && node.name !== "MAX") || !isTemporalType(node.type)) return run;
  // The smallest of no days is no day, where the smallest of no numbers is 0.
  return (context) => {
    const value = run(context);
    return value instanceof Decimal ? null : value;
  };
}

/** A list whose empty values are kept, so that the rows of several lists stay beside each other. */
function column(node: Node, functions: Functions): Run {
  if (node.t !== "member" || node.of.type.kind !== "records") return compile(node, functions);
  const { name, of } = node;
  const { form } = node.of.type;
  const target = compile(of, functions);
  return (context) => {
    const records = target(context);
    return isList(records) ? records.map((record) => memberOf(record, form, name, context)) : isError(records) ? records : [];
  };
}

/** A function over arguments that are all needed: errors pass through, the rest is converted. */
function called(declared: Declared, runs: readonly Run[]): Run {
  const kinds = runs.map((_, position) => parameterOf(declared, position).kind);
  const defaults = declared.parameters.slice(runs.length).flatMap((parameter) => (parameter.many ? [] : [parameter.default ?? null]));
  const returns = declared.returns;
  const givesDay = typeof returns !== "function" && (returns.kind === "date" || returns.kind === "datetime");
  return (context) => {
    const values: Value[] = [];
    for (const [position, run] of runs.entries()) {
      const kind = kinds[position] ?? "any";
      const given = run(context);
      if (isError(given)) return given;
      const value = convert(kind, given, context);
      if (isError(value)) return value;
      if (value === null && DAYLIKE.has(kind)) return null;
      values.push(value);
    }
    const made = declared.compute?.(context, [...values, ...defaults]) ?? null;
    if (typeof made === "string" && isTooLong(made)) return VALUE;
    if (givesDay && made === NUM) return null; // there is no such day
    return made instanceof Decimal ? inRange(made) : made;
  };
}

function member(node: Member, below: (child: Node) => Run): Run {
  const { name, of } = node;
  const { type } = of;
  if (type.kind === "option_values" && of.t === "member") {
    const table = new Map(type.choices.map((choice) => [choice.id, own(choice.values, name) ?? null]));
    const option = below(of.of);
    return (context) => table.get(option(context) as string) ?? null;
  }
  const target = below(of);
  const form = type.kind === "record" || type.kind === "records" ? type.form : "";
  const many = type.kind === "records" || type.kind === "list";
  return (context) => (many ? membersOf : memberOf)(target(context), form, name, context);
}

function memberOf(value: Value, form: string, name: string, context: Context): Value {
  if (isRecord(value)) return own(value, name) ?? null;
  if (isList(value)) return membersOf(value, form, name, context);
  if (isError(value)) return value;
  const id = form ? toDecimal(value) : null;
  const record = id && context.record(form, id.toNumber());
  return record ? (own(record, name) ?? null) : null;
}

function membersOf(values: Value, form: string, name: string, context: Context): Value {
  if (!isList(values)) return values === null ? [] : memberOf(values, form, name, context);
  return values.flatMap((value) => {
    const found = memberOf(value, form, name, context);
    return isList(found) ? found : isBlank(found) ? [] : [found];
  });
}
