/** Functions that choose: they look only at what they need. */
import { truth } from "../convert";
import { junction } from "../evaluator";
import { pure, special } from "../function";
import type { Declared, Parameter, Run } from "../function";
import type { Node } from "../nodes";
import { equalValues } from "../operators";
import { ANY, YES_NO, joinAll } from "../types";
import type { Type } from "../types";
import { NA, isBlank, isError, toDecimal } from "../values";
import type { Value } from "../values";

const VALUE: Parameter = { name: "value", kind: "any" };
const OTHERWISE: Parameter = { name: "otherwise", kind: "any" };
const MORE: Parameter = { name: "more", kind: "any", optional: true, many: true };
const CONDITION = { name: "condition", kind: "yes_no" } as const;
const CONDITIONS = [CONDITION, { name: "more", kind: "yes_no", optional: true, many: true }] as const;
const NOTHING: Run = () => null;

const typesOf = (args: readonly Node[]): Type[] => args.map((arg) => arg.type);

function choose(runs: readonly Run[]): Run {
  const [condition = NOTHING, then = NOTHING, otherwise = NOTHING] = runs;
  return (context) => {
    const chosen = truth(condition(context));
    return isError(chosen) ? chosen : (chosen ? then : otherwise)(context);
  };
}

function firstThatHolds(runs: readonly Run[]): Run {
  return (context) => {
    for (let at = 0; at < runs.length - 1; at += 2) {
      const chosen = truth(runs[at]?.(context) ?? null);
      if (isError(chosen)) return chosen;
      if (chosen) return runs[at + 1]?.(context) ?? null;
    }
    return null;
  };
}

function switched(runs: readonly Run[]): Run {
  const [subject = NOTHING, ...cases] = runs;
  const last = cases.length % 2 ? (cases.at(-1) ?? NOTHING) : NOTHING;
  return (context) => {
    const value = subject(context);
    if (isError(value)) return value;
    for (let at = 0; at < cases.length - 1; at += 2) {
      const candidate = cases[at]?.(context) ?? null;
      if (isError(candidate)) return candidate;
      if (equalValues(value, candidate) === true) return cases[at + 1]?.(context) ?? null;
    }
    return last(context);
  };
}

function switchType(args: readonly Node[]): Type | null {
  const results = args.filter((_, position) => position >= 2 && position % 2 === 0);
  const last = args.at(-1);
  return joinAll(typesOf(args.length % 2 === 0 && args.length > 2 && last ? [...results, last] : results));
}

/** A function that asks something of one value, errors included. */
const asked = (name: string, test: (value: Value) => Value): Declared => special(name, [VALUE], YES_NO, ([run = NOTHING]) => (context) => test(run(context)));

/** Another value where the first is such an error. */
const instead = (name: string, test: (value: Value) => boolean): Declared =>
  special(name, [VALUE, OTHERWISE], (args) => joinAll(typesOf(args)), ([first = NOTHING, second = NOTHING]) => (context) => {
    const value = first(context);
    return test(value) ? second(context) : value;
  });

const blankOrError = (value: Value): Value => (isError(value) ? value : isBlank(value));
const isNa = (value: Value): boolean => value === NA;

export const FUNCTIONS: readonly Declared[] = [
  special("IF", [CONDITION, { name: "then", kind: "any" }, { ...OTHERWISE, optional: true }], (args) => joinAll(typesOf(args.slice(1))), choose),
  special(
    "IFS",
    [
      { ...CONDITION, many: true },
      { ...VALUE, many: true },
    ],
    (args) => joinAll(typesOf(args.filter((_, position) => position % 2 === 1))),
    firstThatHolds,
    2,
  ),
  special("SWITCH", [VALUE, { name: "case", kind: "any" }, { name: "result", kind: "any" }, MORE], switchType, switched),
  special("COALESCE", [VALUE, MORE], (args) => joinAll(typesOf(args)), (runs) => (context) => {
    for (const run of runs) {
      const value = run(context);
      if (!isBlank(value)) return value;
    }
    return null;
  }),
  instead("IFERROR", isError),
  instead("IFNA", isNa),
  asked("ISERROR", isError),
  asked("ISNA", isNa),
  asked("ISBLANK", blankOrError),
  asked("ISEMPTY", blankOrError),
  asked("ISTEXT", (value) => typeof value === "string" && value !== ""),
  asked("ISNUMBER", (value) => toDecimal(value) !== null),
  special("AND", CONDITIONS, YES_NO, (runs) => junction("and", runs)),
  special("OR", CONDITIONS, YES_NO, (runs) => junction("or", runs)),
  pure("XOR", CONDITIONS, YES_NO, (...conditions: boolean[]) => conditions.filter(Boolean).length % 2 === 1),
  pure("NOT", [CONDITION], YES_NO, (value) => !value),
  pure("NA", [], ANY, () => NA),
];
