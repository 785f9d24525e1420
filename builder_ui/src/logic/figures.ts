/** One figure out of the rows of a record, as the server's rollups make it. */
import { Decimal, ONE, ZERO } from "@/expression/decimal";
import type { Context, Run } from "@/expression/function";
import { compare, equalValues, show } from "@/expression/operators";
import type { Value } from "@/expression/values";
import { divideExact, isBlank, isError, recordId, toDecimal } from "@/expression/values";

const numbers = (values: readonly Value[]): Decimal[] => values.flatMap((value) => toDecimal(value) ?? []);
const sum = (values: readonly Value[]): Decimal => numbers(values).reduce((all, each) => all.plus(each), ZERO);
const average = (values: readonly Value[]): Value => (values.length ? divideExact(sum(values), Decimal.of(values.length)) : null);

function median(values: readonly Value[]): Value {
  const sorted = numbers(values).sort((left, right) => left.compare(right));
  const half = Math.floor(sorted.length / 2);
  if (sorted.length % 2) return sorted[half] ?? null;
  return average(sorted.slice(half - 1, half + 1));
}

const furthest = (operator: "<" | ">") => (values: readonly Value[]): Value => {
  const before = compare(operator);
  return values.reduce<Value>((best, each) => (best === null || before(each, best) === true ? each : best), null);
};

const distinct = (values: readonly Value[]): Value => Decimal.of(values.filter((value, at) => values.findIndex((other) => equalValues(recordId(other), recordId(value)) === true) === at).length);

const FIGURES: Readonly<Record<string, (values: readonly Value[]) => Value>> = {
  count: (values) => Decimal.of(values.length),
  distinct,
  sum,
  avg: average,
  median,
  min: furthest("<"),
  max: furthest(">"),
  first: (values) => values[0] ?? null,
  last: (values) => values.at(-1) ?? null,
  join: (values) => values.join(", ") || null,
  all: (values) => values.every((value) => value === true),
  any: (values) => values.includes(true),
};

/** Rows for which `where` does not hold do not count; empty values and errors are left out. */
export function figure(fn: string, value: Run | null, where: Run | null, rows: readonly Context[]): Value {
  const counted = rows.filter((row) => where === null || where(row) === true);
  const all: Value[] = counted.map((row) => {
    const found = value ? value(row) : ONE;
    return fn === "join" && !isBlank(found) && !isError(found) ? show(found, row) : found;
  });
  return FIGURES[fn]?.(all.filter((each) => !isBlank(each) && !isError(each))) ?? null;
}
