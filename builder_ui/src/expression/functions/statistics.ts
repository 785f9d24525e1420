/** Functions over many numbers at once: middle, spread, rank, products of columns. */
import { convert } from "../convert";
import { Decimal, ZERO } from "../decimal";
import { special } from "../function";
import type { Declared, Kind, Parameter, Run } from "../function";
import { multiply } from "../operators";
import { root } from "../power";
import { NUMBER, WHOLE, numberType } from "../types";
import { DIV0, NA, NUM, VALUE, inRange, isError, toDecimal } from "../values";
import type { ErrorValue, Value } from "../values";
import { numbersOf, over } from "./number";

type Numbers = readonly Decimal[];

const LIST: Parameter = { name: "list", kind: "list" };
const VALUES: readonly Parameter[] = [
  { name: "value", kind: "any" },
  { name: "more", kind: "any", optional: true, many: true },
];
const COLUMNS: readonly Parameter[] = [
  { name: "column", kind: "column" },
  { name: "more", kind: "column", optional: true, many: true },
];
const HALF = new Decimal(5n, 1);

/** A function over one list, at position `at`, and single values of the given kinds. */
function ofList(kinds: readonly Kind[], compute: (numbers: Numbers, given: readonly Value[]) => Value, at = 0): (runs: readonly Run[]) => Run {
  return (runs) => (context) => {
    const given: Value[] = [];
    for (const [position, run] of runs.filter((_, each) => each !== at).entries()) {
      const value = run(context);
      const made = isError(value) ? value : convert(kinds[position] ?? "any", value, context);
      if (isError(made)) return made;
      given.push(made);
    }
    const listed = convert("list", runs[at]?.(context) ?? null, context);
    const found = numbersOf([listed]);
    return isError(found) ? found : compute(found, given);
  };
}

const ascending = (values: Numbers): Decimal[] => [...values].sort((left, right) => left.compare(right));
const asNumber = (value: Value | undefined): Decimal => (value instanceof Decimal ? value : ZERO);

function median(values: Numbers): Value {
  const ordered = ascending(values);
  const half = Math.floor(ordered.length / 2);
  const [below, above] = [ordered[half - 1], ordered[half]];
  if (!above) return NUM;
  return ordered.length % 2 || !below ? above : inRange(below.plus(above).times(HALF));
}

/** Of a sample: the square root of the squares' sum over n - 1, with 12 decimals. */
function deviation(values: Numbers): Value {
  const count = values.length;
  if (count < 2) return DIV0;
  const total = values.reduce((sum, each) => sum.plus(each), ZERO);
  const squares = values.reduce((sum, each) => sum.plus(each.times(each)), ZERO);
  const above = squares.times(Decimal.of(count)).minus(total.times(total));
  const made = root(above.over(Decimal.of(count * (count - 1)), 340, "half_even"));
  return isError(made) ? made : inRange(made);
}

function ranked(values: Numbers, position: Value | undefined, largest: boolean): Value {
  const at = asNumber(position);
  if (at.sign <= 0 || at.compare(Decimal.of(values.length)) > 0) return NUM;
  return ascending(values).at(largest ? -at.toNumber() : at.toNumber() - 1) ?? NUM;
}

/** Between two neighbours in proportion, as Excel's inclusive one. */
function percentile(values: Numbers, part: Decimal): Value {
  if (!values.length || part.sign < 0 || part.compare(Decimal.of(1)) > 0) return NUM;
  const ordered = ascending(values);
  const place = part.times(Decimal.of(values.length - 1));
  const below = place.toNumber();
  const [first, second] = [ordered[below] ?? ZERO, ordered[below + 1]];
  if (!second) return first;
  return inRange(first.plus(second.minus(first).times(place.minus(Decimal.of(below)))).round(12, "half_up"));
}

function rank(values: Numbers, value: Decimal, up: boolean): Value {
  if (!values.some((each) => each.equals(value))) return NA;
  return Decimal.of(1 + values.filter((each) => (up ? each.compare(value) < 0 : each.compare(value) > 0)).length);
}

/** Row by row; what is no number counts as 0. */
function sumProduct(runs: readonly Run[]): Run {
  return (context) => {
    const columns: (readonly Value[])[] = [];
    for (const run of runs) {
      const made = run(context);
      if (isError(made)) return made;
      columns.push(convert("list", made, context) as readonly Value[]);
    }
    const count = columns[0]?.length ?? 0;
    if (columns.some((column) => column.length !== count)) return VALUE;
    let total = ZERO;
    for (let row = 0; row < count; row++) {
      let product: Decimal | ErrorValue = Decimal.of(1);
      for (const column of columns) {
        const value = column[row] ?? null;
        if (isError(value)) return value;
        product = multiply(product, toDecimal(value) ?? ZERO);
        if (isError(product)) return product;
      }
      total = total.plus(product);
    }
    return inRange(total);
  };
}

export const FUNCTIONS: readonly Declared[] = [
  special("MEDIAN", VALUES, NUMBER, over(median)),
  special("STDEV", VALUES, numberType(12), over(deviation)),
  special("LARGE", [LIST, { name: "position", kind: "whole" }], NUMBER, ofList(["whole"], (values, [position]) => ranked(values, position, true))),
  special("SMALL", [LIST, { name: "position", kind: "whole" }], NUMBER, ofList(["whole"], (values, [position]) => ranked(values, position, false))),
  special("PERCENTILE", [LIST, { name: "part", kind: "number" }], numberType(12), ofList(["number"], (values, [part]) => percentile(values, asNumber(part)))),
  special(
    "RANK",
    [{ name: "number", kind: "number" }, LIST, { name: "ascending", kind: "yes_no", optional: true }],
    WHOLE,
    ofList(["number", "yes_no"], (values, [value, up]) => rank(values, asNumber(value), up === true), 1),
  ),
  special("SUMPRODUCT", COLUMNS, NUMBER, sumProduct),
];
