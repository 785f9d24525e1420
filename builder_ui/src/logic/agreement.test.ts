import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LogicDef } from "@/api/logic";
import type { CheckAnswer, FieldLogic, Values } from "@/api/types";
import { programOf } from "./program";
import type { Step } from "./program";
import { fits, sameness } from "./values";
import { work } from "./work";

interface Case {
  readonly base: Values | null;
  readonly typed: Values;
  /** Without the cells that are not there. */
  readonly asked: Values;
  readonly said: CheckAnswer;
  /** Paths of values that are not open. */
  readonly unfit: readonly string[];
  readonly refused: readonly string[];
}

// Another file with cases made by chance can be given.
const path = process.env.FORMWRIGHT_LOGIC_CASES ?? join(import.meta.dirname, "../../../tests/records/logic_cases.json");
const file = JSON.parse(readFileSync(path, "utf8")) as { readonly logic: LogicDef; readonly cases: readonly Case[] };
const program = programOf(file.logic);
const asked = (steps: readonly Step[]): string[] => steps.filter((step) => step.making.by === "asked").map((step) => step.field);

/** Of the server's answer only what the screen leaves to it. */
function needed(said: CheckAnswer): CheckAnswer {
  const fields = Object.fromEntries(Object.entries(program.choices).flatMap(([name, { run }]) => (run === null && said.fields[name]?.options ? [[name, { options: said.fields[name].options }]] : [])));
  const ids = (parts: readonly { def: { id: string }; run: unknown }[], held: readonly string[] = []) => held.filter((id) => parts.some((part) => part.def.id === id && part.run === null));
  const rows = Object.entries(program.rows).map(([name, steps]) => [name, Array.isArray(said.values[name]) ? (said.values[name] as Values[]).map((row) => Object.fromEntries(asked(steps).map((column) => [column, row[column]]))) : null]);
  const values = Object.fromEntries([...asked(program.steps).map((name) => [name, said.values[name]]), ...rows]);
  const told = Object.entries(said.rows ?? {}).map(([name, each]) => [name, each.map((row) => ({ rules: ids(program.rowRules[name] ?? [], row.rules), fields: {} }))]);
  return { errors: said.errors, fields, values, rules: ids(program.rules, said.rules), sections: ids(program.sections, said.sections), locked: said.locked ?? [], rows: Object.fromEntries(told) };
}

function differences(one: Case): string[] {
  const made = work(program, { base: one.base, typed: one.typed, answer: { said: needed(one.said), asked: one.asked }, since: 0 });
  // What cannot be stored, or belongs to a field that is not there, the server refuses; the screen leaves it out.
  const gone = new Set(Object.keys(one.typed).filter((name) => one.said.fields[name]?.visible === false || !fits(file.logic.fields[name], one.typed[name])));
  const values = Object.entries(program.fields).flatMap(([name, shape]) => {
    const [here, there] = [sameness(shape, made.values[name]), sameness(shape, one.said.values[name])];
    return here === there || gone.has(name) ? [] : [`${name}: ${here} is not ${there}`];
  });
  const states = Object.entries(one.said.fields).flatMap(([name, theirs]) => {
    const ours = made.states[name] ?? {};
    const step = program.steps.find((each) => each.field === name);
    const found = { visible: ours.visible ?? true, readonly: ours.readonly ?? step?.formula ?? false, ...(ours.required !== undefined && { required: ours.required }) };
    const wanted = { visible: theirs.visible, readonly: theirs.readonly, ...(ours.required !== undefined && { required: theirs.required }) };
    return JSON.stringify(found) === JSON.stringify(wanted) ? [] : [`${name}: ${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`];
  });
  const open = Object.entries(one.said.fields).flatMap(([name, { options }]) => (options?.join() === made.states[name]?.options?.join() ? [] : [`${name}: options ${made.states[name]?.options?.join()} are not ${options?.join()}`]));
  const fit = (path: string, state: FieldLogic | undefined) => (state?.unfit && state.visible !== false ? [path] : []);
  const unfit = [
    ...Object.entries(made.states).flatMap(([name, state]) => fit(name, state)),
    ...Object.entries(made.rows).flatMap(([name, each]) => each.flatMap((row, at) => Object.entries(row).flatMap(([column, state]) => fit(`${name}.${at}.${column}`, state)))),
  ].sort().join();
  const rows = Object.entries(one.said.rows ?? {}).flatMap(([name, theirs]) => {
    if (one.said.fields[name]?.visible === false) return [];
    const columns = file.logic.fields[name]?.columns ?? {};
    const plain = (state: FieldLogic | undefined, required: boolean) => JSON.stringify([state?.visible ?? true, state?.required ?? required, state?.readonly ?? false, state?.options]);
    return theirs.flatMap((row, at) => Object.keys(columns).flatMap((column) => {
      const formula = program.rows[name]?.some((step) => step.field === column && step.formula) ?? false;
      const [here, there] = [plain(made.rows[name]?.[at]?.[column], false), plain({ ...row.fields[column], ...(formula && { readonly: false }) }, false)];
      return here === there ? [] : [`${name}.${at}.${column}: ${here} is not ${there}`];
    }));
  });
  const refused = made.errors.map((error) => error.rule).sort().join();
  return [...values, ...states, ...open, ...rows, ...(unfit === one.unfit.join() ? [] : [`unfit: ${unfit} is not ${one.unfit.join()}`]), ...(refused === one.refused.join() ? [] : [`refused by ${refused}, not by ${one.refused.join()}`])];
}

describe("a form works out while somebody types what the server says", () => {
  it.runIf(!process.env.FORMWRIGHT_LOGIC_CASES)("runs most of it here", () => {
    expect(asked(program.steps)).toEqual(["phone", "town", "freight"]);
    expect(asked(program.rows.lines ?? [])).toEqual(["price", "setup"]);
    expect(program.rules.filter((rule) => rule.run === null).map((rule) => rule.def.id)).toEqual(["town_is_served"]);
    expect(program.rowRules.lines?.filter((rule) => rule.run === null).map((rule) => rule.def.id)).toEqual(["still_made"]);
  });

  it("in every case", () => {
    const found = file.cases.flatMap((one, at) => differences(one).map((line) => `${at}: ${line}`));
    expect(found).toEqual([]);
  });
});
