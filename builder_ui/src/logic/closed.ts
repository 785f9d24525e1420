/** Whether a field of a stored record may not be changed by the form's own logic, as far as a row of a list tells. */
import type { Values } from "@/api/types";
import type { Program } from "./program";
import { work } from "./work";

/** Lists do not hold every field: what reads others is left to the server. */
function known(program: Program, row: Values): Program {
  const told = (reads: readonly string[]) => reads.every((name) => row[name] !== undefined);
  return {
    ...program,
    steps: [],
    first: [],
    then: [],
    rows: {},
    rowRules: {},
    rowChoices: {},
    choices: Object.fromEntries(Object.entries(program.choices).filter(([name]) => program.choices[name]?.run && (program.fields[name]?.reads ?? []).every((read) => row[read] !== undefined))),
    rules: program.rules.filter(({ def, run }) => run !== null && told(def.reads)),
    sections: program.sections.filter(({ def, run }) => run !== null && told(def.reads)),
  };
}

export function isClosed(program: Program, row: Values, field: string, since: number): boolean {
  const rules = program.rules.filter(({ def }) => def.show.includes(field));
  const states = work(known(program, row), { base: row, typed: {}, answer: null, since }).states;
  // What only the server can show is not closed here.
  if (rules.some(({ def, run }) => run === null || !def.reads.every((name) => row[name] !== undefined))) return states[field]?.readonly === true;
  return states[field]?.visible === false || states[field]?.readonly === true;
}

/** The options of a field that are open in a row; null where the row does not tell, or none depends. */
export const optionsIn = (program: Program, row: Values, field: string, since: number): readonly string[] | null => work(known(program, row), { base: row, typed: {}, answer: null, since }).states[field]?.options ?? null;

/** Does a row tell a field, and all from which it follows? */
function told(program: Program, row: Values, name: string): boolean {
  const step = program.steps.find((each) => each.field === name);
  return row[name] !== undefined && (step?.inputs ?? []).every((input) => told(program, row, input));
}

/** What the form's rules say against a value in a row, where the row holds all that they read. */
export function refusalIn(program: Program, row: Values, field: string, value: Values[string], since: number): string | null {
  const { errors } = work(program, { base: row, typed: { [field]: value }, answer: null, since });
  return errors.find((error) => error.sure && error.reads.every((name) => told(program, row, name)))?.message ?? null;
}
