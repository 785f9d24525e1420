/** A form's logic made ready to run: every tree compiled once, for every key that is typed. */
import type { FigureDef, LogicDef, RuleDef, ShapeDef, StepDef } from "@/api/logic";
import type { Json } from "@/api/types";
import { readMoment } from "@/expression/calendar";
import type { Run } from "@/expression/function";
import { FUNCTIONS } from "@/expression/functions";
import { fromTagged } from "@/expression/tagged";
import type { TreeJson } from "@/expression/tree";
import { runnable } from "@/expression/tree";
import { Moment } from "@/expression/values";
import type { Value } from "@/expression/values";

/** How a value is made here; `asked`: the server says it. */
export type Making =
  | { readonly by: "literal"; readonly literal: Json }
  | { readonly by: "tree"; readonly run: Run }
  | { readonly by: "figure"; readonly of: string; readonly fn: string; readonly value: Run | null; readonly where: Run | null }
  | { readonly by: "asked" };

export interface Step extends Pick<StepDef, "field" | "formula" | "follows" | "inputs"> {
  readonly outer: readonly string[];
  readonly shape: ShapeDef;
  readonly making: Making;
}

export interface Condition<Def> {
  readonly def: Def;
  /** Null: the server says whether it holds. */
  readonly run: Run | null;
}

/** The options of a field that depend on other values. */
export interface Choices {
  readonly ids: readonly string[];
  /** Null: the server says which are open. */
  readonly run: Run | null;
}

type ChoicesByField = Readonly<Record<string, Choices>>;

export interface Program {
  readonly fields: Readonly<Record<string, ShapeDef>>;
  readonly steps: readonly Step[];
  /** Those that need no rows, which find them done; and those that follow the rows. */
  readonly first: readonly Step[];
  readonly then: readonly Step[];
  /** What is worked out in each row, by subform. */
  readonly rows: Readonly<Record<string, readonly Step[]>>;
  readonly rules: readonly Condition<RuleDef>[];
  /** The logic of each row, by subform. */
  readonly rowRules: Readonly<Record<string, readonly Condition<RuleDef>[]>>;
  readonly choices: ChoicesByField;
  /** The same of columns, by subform. */
  readonly rowChoices: Readonly<Record<string, ChoicesByField>>;
  readonly sections: readonly Condition<LogicDef["sections"][number]>[];
  readonly unique: NonNullable<LogicDef["unique"]>;
  readonly around: Readonly<Record<string, Value>>;
  readonly zone: string;
  /** The server's clock when the definition came. */
  readonly moment: Moment;
  /** Formulas that follow from what somebody types: they say something before the record is stored. */
  readonly live: ReadonlySet<string>;
  /** Something is left to the server. */
  readonly asks: boolean;
}

const ready = (tree: TreeJson | null | undefined): Run | null => (tree ? runnable(tree, FUNCTIONS) : null);

function figureOf(def: FigureDef): Making {
  const [value, where] = [ready(def.value), ready(def.where)];
  const whole = (def.value === null || value !== null) && (def.where === null || where !== null);
  return whole ? { by: "figure", of: def.of, fn: def.fn, value, where } : { by: "asked" };
}

function makingOf(def: StepDef): Making {
  if (def.literal !== undefined) return { by: "literal", literal: def.literal };
  if (def.figure) return figureOf(def.figure);
  const run = ready(def.tree);
  return run ? { by: "tree", run } : { by: "asked" };
}

const stepsOf = (steps: readonly StepDef[], shapes: Readonly<Record<string, ShapeDef>>): Step[] =>
  steps.map((def) => ({ field: def.field, formula: def.formula, follows: def.follows, inputs: def.inputs, outer: def.outer ?? [], shape: shapes[def.field] ?? { kind: "any" }, making: makingOf(def) }));

function liveOf(steps: readonly Step[]): ReadonlySet<string> {
  const formulas = new Set(steps.filter((step) => step.formula).map((step) => step.field));
  const live = new Set<string>();
  for (const { field, formula, inputs, making } of steps) {
    if (formula && making.by !== "asked" && inputs.length > 0 && inputs.every((name) => !formulas.has(name) || live.has(name))) live.add(field);
  }
  return live;
}

const choicesOf = (shapes: Readonly<Record<string, ShapeDef>>): ChoicesByField =>
  Object.fromEntries(Object.entries(shapes).flatMap(([name, { options, where }]) => (options ? [[name, { ids: options, run: ready(where) }]] : [])));

function halves(steps: readonly Step[], rows: readonly string[]): Pick<Program, "first" | "then"> {
  const late = new Set(rows);
  for (const { field, inputs } of steps) if (inputs.some((name) => late.has(name))) late.add(field);
  return { first: steps.filter(({ field }) => !late.has(field)), then: steps.filter(({ field }) => late.has(field)) };
}

export function programOf(def: LogicDef): Program {
  const steps = stepsOf(def.steps, def.fields);
  const rows = Object.fromEntries(Object.entries(def.fields).flatMap(([name, shape]) => (shape.columns ? [[name, stepsOf(shape.steps ?? [], shape.columns)]] : [])));
  const rulesOf = (rules: readonly RuleDef[]) => rules.map((rule) => ({ def: rule, run: ready(rule.tree) }));
  const rules = rulesOf(def.rules);
  const rowRules = Object.fromEntries(Object.entries(def.fields).flatMap(([name, shape]) => (shape.rules?.length ? [[name, rulesOf(shape.rules)]] : [])));
  const choices = choicesOf(def.fields);
  const rowChoices = Object.fromEntries(Object.entries(def.fields).flatMap(([name, { columns }]) => (columns && Object.values(columns).some((column) => column.options) ? [[name, choicesOf(columns)]] : [])));
  const sections = def.sections.map((section) => ({ def: section, run: ready(section.tree) }));
  const moment = fromTagged(def.clock.moment);
  const asked = (each: Step) => each.making.by === "asked";
  return {
    fields: def.fields,
    steps,
    ...halves(steps, Object.keys(rows)),
    rows,
    rules,
    rowRules,
    choices,
    rowChoices,
    sections,
    unique: def.unique ?? [],
    around: Object.fromEntries(Object.entries(def.around).map(([name, value]) => [name, fromTagged(value)])),
    zone: def.clock.zone,
    live: liveOf(steps),
    moment: moment instanceof Moment ? moment : (readMoment("1970-01-01T00:00:00Z") as Moment),
    asks: def.locks || steps.some(asked) || Object.values(rows).some((each) => each.some(asked)) || [...rules, ...sections, ...Object.values(rowRules).flat(), ...[choices, ...Object.values(rowChoices)].flatMap((each) => Object.values(each))].some((each) => each.run === null),
  };
}
