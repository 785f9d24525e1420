/** Logic of the rows inside a record while somebody types: the server's `row_logic`, with the same meaning. */
import type { CheckAnswer, Value, Values } from "@/api/types";
import type { Context } from "@/expression/function";
import type { RecordValue } from "@/expression/values";
import type { Program } from "./program";
import type { Seen } from "./record";
import { narrowed, refusedIn } from "./options";
import { choosing, contextOf } from "./record";
import type { Rule, RuleError, States } from "./states";
import { judged, withOptions } from "./states";
import { rowOf, sameness } from "./values";

export type Rows = readonly Values[];
export const rowsOf = (value: unknown): Rows => (Array.isArray(value) ? (value as Rows).filter((row) => typeof row === "object" && row !== null) : []);

const storedAs = (rows: Rows, row: Values): Values | null => (row.id == null ? null : (rows.find((other) => other.id === row.id) ?? null));

interface Place {
  readonly seen: Seen;
  readonly values: Values;
  readonly base: Values | null;
  readonly said: CheckAnswer | null;
  readonly doubtful: ReadonlySet<string>;
  /** How the fields of the record stand: rows of a subform that is not there are not asked. */
  readonly states: States;
}

/** The record around the rows, made once for all of them. */
export function around(program: Program, values: Values): () => RecordValue {
  let made: RecordValue | null = null;
  return () => (made ??= rowOf(program.fields, values));
}

export function statesOfRows(program: Program, place: Place): { states: Record<string, States[]>; errors: RuleError[] } {
  const { seen, values, base, said, doubtful } = place;
  const [now, then] = [around(program, values), base && around(program, base)];
  const states: Record<string, States[]> = {};
  const errors: RuleError[] = [];
  const refused = refusedIn(said);
  for (const name of new Set([...Object.keys(program.rowRules), ...Object.keys(program.rowChoices)])) {
    const rules = program.rowRules[name] ?? [];
    if (place.states[name]?.visible === false) continue;
    const columns = program.fields[name]?.columns ?? {};
    const stored = rowsOf(base?.[name]);
    states[name] = rowsOf(values[name]).map((row, at) => {
      const was = storedAs(stored, row);
      const here = contextOf(seen, columns, row, was, now);
      const told = said?.rows?.[name]?.[at];
      const { active, states: found } = judged(rules, {
        holds: ({ def, run }) => (run ? run(here) === true : (told?.rules.includes(def.id) ?? false)),
        locks: (rule, column) => (rule.run ? held(rule, rule.run, was, then, (stood, parent) => contextOf(seen, columns, stood, null, parent)) : (told?.fields[column]?.readonly ?? false)),
        closed: [],
      });
      for (const { def, run } of active) {
        if (def.error === null) continue;
        const reads = [name, ...(def.outer ?? [])];
        errors.push({ rule: def.id, field: def.field === null ? name : `${name}.${at}.${def.field}`, message: def.error, reads, sure: run !== null && !reads.some((each) => doubtful.has(each)) });
      }
      const about = (cells: Values, old: Values | null, parent: () => RecordValue) => (option: () => string) => contextOf(choosing(seen, option), columns, cells, old, parent);
      const options = narrowed(
        program.rowChoices[name] ?? {},
        { now: about(row, was, now), before: was && then && about(was, null, then), values: row, base: was, said: told?.fields, refused },
        `${name}.${at}.`,
      );
      return withOptions(found, options);
    });
  }
  return { states, errors };
}

/** Did what locks hold before the change too? A new row is locked only by what reads nothing of it, as the record was. */
function held({ def }: Rule, run: NonNullable<Rule["run"]>, was: Values | null, then: (() => RecordValue) | null, seenAs: (row: Values, parent: () => RecordValue) => Context): boolean {
  if (was === null && def.reads.length > 0) return false;
  return then === null ? def.always : run(seenAs(was ?? {}, then)) === true;
}

/** What was typed without the cells that are not there in their row; null where nothing has to go. */
export function withoutCells(program: Program, typed: Values, base: Values | null, states: Readonly<Record<string, readonly States[]>>): Values | null {
  let changed: Values | null = null;
  for (const [name, rows] of Object.entries(states)) {
    if (!(name in typed)) continue;
    const columns = program.fields[name]?.columns ?? {};
    const stored = rowsOf(base?.[name]);
    const kept = rowsOf(typed[name]).map((row, at) => {
      const was = storedAs(stored, row);
      const gone = Object.keys(row).filter((column) => rows[at]?.[column]?.visible === false && sameness(columns[column], row[column]) !== sameness(columns[column], was?.[column]));
      return gone.length ? Object.fromEntries(Object.entries(row).filter(([column]) => !gone.includes(column))) : row;
    });
    if (kept.some((row, at) => row !== rowsOf(typed[name])[at])) changed = { ...(changed ?? typed), [name]: kept as unknown as Value };
  }
  return changed;
}
