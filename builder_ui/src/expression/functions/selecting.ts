/** Functions that choose among the rows of columns: by a criterion as Excel writes it, or by an equal key. */
import { criterion, plain } from "../criteria";
import { Decimal } from "../decimal";
import { special } from "../function";
import type { Declared, Parameter, Run } from "../function";
import { lower } from "../letters";
import type { Node } from "../nodes";
import { compare, compareTexts, equalValues, show } from "../operators";
import { ANY, NUMBER, WHOLE, display } from "../types";
import type { Type } from "../types";
import { DIV0, NA, VALUE, divideExact, isBlank, isError, isList, toDecimal } from "../values";
import type { ErrorValue, Value } from "../values";
import { total } from "./number";

type Column = readonly Value[];
type Rows = readonly number[];
type Compute = (values: Column, rows: Rows) => Value;

const COLUMN: Parameter = { name: "column", kind: "column" };
const CRITERION: Parameter = { name: "criterion", kind: "any" };
const PAIRS: readonly Parameter[] = [
  { ...COLUMN, many: true },
  { ...CRITERION, many: true },
];
const OPERATIONS = new Set(["sum", "count", "avg", "max", "min", "first", "last"]);

const columnOf = (value: Value): Column => (isList(value) ? value : [value]);

/** The rows that fit all criteria; `given` are columns and criteria in turn. */
function chosen(given: readonly Value[], first?: Value): Rows | ErrorValue {
  const error = given.find(isError);
  if (error) return error;
  const count = columnOf(first ?? given[0] ?? null).length;
  let rows = Array.from({ length: count }, (_, row) => row);
  if (given.length % 2) return VALUE;
  for (let at = 0; at < given.length; at += 2) if (columnOf(given[at] ?? null).length !== count) return VALUE;
  for (let at = 0; at < given.length; at += 2) {
    const [column, test] = [columnOf(given[at] ?? null), criterion(given[at + 1] ?? null)];
    rows = rows.filter((row) => test(plain(column[row] ?? null)));
  }
  return rows;
}

function numbers(values: Column, rows: Rows): Decimal[] | ErrorValue {
  const found: Decimal[] = [];
  for (const row of rows) {
    const value = values[row] ?? null;
    if (isError(value)) return value;
    const number = toDecimal(value);
    if (number) found.push(number);
  }
  return found;
}

const sum: Compute = (values, rows) => {
  const found = numbers(values, rows);
  return isError(found) ? found : total(found);
};

const mean: Compute = (values, rows) => {
  const found = numbers(values, rows);
  const all = isError(found) ? found : total(found);
  if (isError(found) || isError(all)) return all;
  return found.length ? divideExact(all, Decimal.of(found.length)) : DIV0;
};

/** SUMIFS: the column that is used, then columns with their criteria. */
const allFirst = (compute: Compute) => (runs: readonly Run[]): Run => (context) => {
  const [used = null, ...given] = runs.map((run) => run(context));
  if (isError(used)) return used;
  const rows = chosen(given, used);
  return isError(rows) ? rows : compute(columnOf(used), rows);
};

/** SUMIF: a column with its criterion, then the column that is used where it is another one. */
const one = (compute: Compute) => (runs: readonly Run[]): Run => (context) => {
  const given = runs.map((run) => run(context));
  const used = given[given.length > 2 ? 2 : 0] ?? null;
  if (isError(used)) return used;
  const rows = chosen(given.slice(0, 2), used);
  return isError(rows) ? rows : compute(columnOf(used), rows);
};

const count = (runs: readonly Run[]): Run => (context) => {
  const rows = chosen(runs.map((run) => run(context)));
  return isError(rows) ? rows : Decimal.of(rows.length);
};

/** How a key stands to another of its kind; null where they have no order. */
function order(left: Value, right: Value): number | null {
  if (typeof left === "string" && typeof right === "string") return compareTexts(lower(left), lower(right));
  return left instanceof Decimal && right instanceof Decimal ? left.compare(right) : null;
}

/** The last of the greatest keys that are not above the value, as in Excel's sorted columns. */
const lookup = (runs: readonly Run[]): Run => (context) => {
  const given = runs.map((run) => run(context));
  const error = given.find(isError);
  if (error) return error;
  const [value = null, keyed = null, result = keyed] = given;
  const [wanted, keys, results] = [plain(value), columnOf(keyed).map(plain), columnOf(result)];
  if (results.length !== keys.length) return VALUE;
  let best = -1;
  for (const [at, key] of keys.entries()) {
    const found = isBlank(key) ? null : order(key, wanted);
    if (found !== null && found <= 0 && (best < 0 || (order(key, keys[best] ?? null) ?? -1) >= 0)) best = at;
  }
  return best < 0 ? NA : (results[best] ?? null);
};

const sameKey = (key: Value, wanted: Value): boolean => (isBlank(key) || isBlank(wanted) ? isBlank(key) && isBlank(wanted) : equalValues(key, wanted) === true);

const map = (runs: readonly Run[]): Run => (context) => {
  const given = runs.map((run) => run(context));
  const error = given.find(isError);
  if (error) return error;
  const [name = null, value = null, keyed = null, used = null] = given;
  const [operation, wanted, keys, values] = [show(name, context).toLowerCase(), plain(value), columnOf(keyed), columnOf(used)];
  if (!OPERATIONS.has(operation) || values.length !== keys.length) return VALUE;
  return drawn(operation, values, [...keys.keys()].filter((at) => sameKey(plain(keys[at] ?? null), wanted)));
};

function drawn(operation: string, values: Column, rows: Rows): Value {
  if (operation === "count") return Decimal.of(rows.length);
  if (operation === "sum") return sum(values, rows);
  if (operation === "avg") return mean(values, rows);
  const found = rows.map((row) => values[row] ?? null).filter((value) => !isBlank(value));
  if (operation === "first" || operation === "last") return found.at(operation === "first" ? 0 : -1) ?? null;
  const better = compare(operation === "max" ? ">" : "<");
  let best = found[0] ?? null;
  for (const value of found.slice(1)) {
    const answer = better(value, best);
    if (isError(answer)) return answer;
    if (answer) best = value;
  }
  return best;
}

function mapType(args: readonly Node[]): Type | null {
  const [name, , , values] = args;
  const operation = name?.t === "literal" && typeof name.value === "string" ? name.value.toLowerCase() : "";
  if (operation === "sum" || operation === "avg") return NUMBER;
  return operation === "count" ? WHOLE : values ? display(values.type) : ANY;
}

const listType = ([first]: readonly Node[]): Type => ({ kind: "list", item: first ? display(first.type) : ANY });

const resultType = (args: readonly Node[]): Type => {
  const last = args.length > 1 ? args.at(-1) : undefined;
  return last ? display(last.type) : ANY;
};

const pick: Compute = (values, rows) => rows.map((row) => values[row] ?? null);
const optional = (name: string): Parameter => ({ name, kind: "column", optional: true });

export const FUNCTIONS: readonly Declared[] = [
  special("COUNTIF", [COLUMN, CRITERION], WHOLE, count),
  special("COUNTIFS", PAIRS, WHOLE, count, 2),
  special("SUMIF", [COLUMN, CRITERION, optional("sum")], NUMBER, one(sum)),
  special("SUMIFS", [{ name: "sum", kind: "column" }, ...PAIRS], NUMBER, allFirst(sum), 2),
  special("AVERAGEIF", [COLUMN, CRITERION, optional("average")], NUMBER, one(mean)),
  special("FILTER", [{ name: "values", kind: "column" }, ...PAIRS], listType, allFirst(pick), 2),
  special("LOOKUP", [{ name: "value", kind: "any" }, { name: "keys", kind: "column" }, optional("results")], resultType, lookup),
  special("MAPX", [{ name: "operation", kind: "text" }, { name: "value", kind: "any" }, { name: "keys", kind: "column" }, { name: "values", kind: "column" }], mapType, map),
];
