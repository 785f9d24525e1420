/** Works a form out while somebody types: the same meaning as on the server, without asking it. */
import type { CheckAnswer, Json, Values } from "@/api/types";
import type { Context } from "@/expression/function";
import { Moment } from "@/expression/values";
import { figure } from "./figures";
import type { Program, Step } from "./program";
import type { Seen } from "./record";
import { narrowed, refusedIn } from "./options";
import { choosing, contextOf } from "./record";
import type { Rows } from "./rows";
import { around, rowsOf, statesOfRows, withoutCells } from "./rows";
import type { RuleError, States } from "./states";
import { statesOf, withOptions } from "./states";
import { fits, fromValue, sameness } from "./values";

/** The server's last word, and the values it was asked about. */
export interface Answer {
  readonly said: CheckAnswer;
  readonly asked: Values;
}

export interface Situation {
  /** The stored record; null while it is being made. */
  readonly base: Values | null;
  /** What somebody gave, by field. */
  readonly typed: Values;
  readonly answer: Answer | null;
  /** Milliseconds since the definition came. */
  readonly since: number;
}

export interface Worked {
  readonly values: Values;
  readonly states: States;
  /** How each row of the subforms that have logic stands, in the order of the rows. */
  readonly rows: Readonly<Record<string, readonly States[]>>;
  readonly errors: readonly RuleError[];
}

export function work(program: Program, situation: Situation): Worked {
  const half = Object.entries(situation.typed).filter(([name, value]) => !fits(program.fields[name], value));
  let typed = without(situation.typed, half.map(([name]) => name));
  // What was typed into a field that is not there any more does not count; without it, others may go too.
  for (;;) {
    const made = once(program, { ...situation, typed });
    const gone = Object.keys(typed).filter((name) => made.states[name]?.visible === false && sameness(program.fields[name], typed[name]) !== sameness(program.fields[name], situation.base?.[name]));
    const left = withoutCells(program, without(typed, gone), situation.base, made.rows);
    if (gone.length === 0 && left === null) return { ...made, values: { ...made.values, ...Object.fromEntries(half) } };
    typed = left ?? without(typed, gone);
  }
}

const without = (values: Values, names: readonly string[]): Values => Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));

function once(program: Program, { base, typed, answer, since }: Situation): Worked {
  const clock = { moment: new Moment(program.moment.micros + BigInt(Math.floor(since / 1000)) * 1_000_000n), zone: program.zone };
  const seen: Seen = { clock, around: program.around };
  const values: Values = { ...base, ...typed };
  const record = contextOf(seen, program.fields, values, base);
  const before = base && contextOf(seen, program.fields, base, null);
  const doubtful = new Set<string>();
  const asFresh = (name: string) => answer !== null && sameness(program.fields[name], values[name]) === sameness(program.fields[name], name in answer.asked ? answer.asked[name] : answer.said.values[name]);
  const place: Place = {
    values,
    base,
    given: given(program, typed, base),
    record,
    before,
    said: answer?.said.values,
    fresh: (step) => answer !== null && step.inputs.every(asFresh),
    outer: NOWHERE,
    doubtful,
    lists: (of) => contextsOfRows(program, seen, of, rowsOf(values[of]), record),
  };
  settle(program.first, program, place);
  const changed = new Set(base ? Object.keys(program.fields).filter((name) => sameness(program.fields[name], values[name]) !== sameness(program.fields[name], base[name])) : []);
  for (const [name, steps] of Object.entries(program.rows)) {
    // Rows that nobody touched follow the record around them.
    if (!(name in typed) && !steps.some(({ outer }) => outer.some((each) => changed.has(each)))) continue;
    const made = worksOfRows(program, seen, name, { values, base, outer: { changed, doubtful, fresh: asFresh }, answer });
    values[name] = made.rows as Json[];
    if (made.doubtful) doubtful.add(name);
  }
  settle(program.then, program, place);
  const said = answer?.said ?? null;
  const { states: plain, errors } = statesOf(program, record, before, said, doubtful);
  const about = (of: Values, old: Values | null) => (option: () => string) => contextOf(choosing(seen, option), program.fields, of, old);
  const options = narrowed(program.choices, { now: about(values, base), before: base && about(base, null), values, base, said: said?.fields, refused: refusedIn(said) });
  const states = withOptions(plain, options);
  const rows = statesOfRows(program, { seen, values, base, said, doubtful, states });
  return { values, states, rows: rows.states, errors: [...errors, ...rows.errors] };
}

/** Fields that somebody gave; in a stored record only what is different. */
const given = (program: Program, typed: Values, base: Values | null): ReadonlySet<string> =>
  new Set(Object.keys(typed).filter((name) => !base || sameness(program.fields[name], typed[name]) !== sameness(program.fields[name], base[name])));

/** The record around a row. */
interface Outer {
  readonly changed: ReadonlySet<string>;
  readonly doubtful: ReadonlySet<string>;
  readonly fresh: (name: string) => boolean;
}

const NOWHERE: Outer = { changed: new Set(), doubtful: new Set(), fresh: () => true };

interface Place {
  /** Filled in as it goes. */
  readonly values: Values;
  readonly base: Values | null;
  readonly given: ReadonlySet<string>;
  readonly record: Context;
  readonly before: Context | null;
  /** What the server worked out. */
  readonly said: Values | undefined;
  /** The server was asked about just these inputs. */
  readonly fresh: (step: Step) => boolean;
  /** Fields whose value the server still has to say, and what follows from them. */
  readonly doubtful: Set<string>;
  readonly outer: Outer;
  readonly lists: (of: string) => readonly Context[];
}

function settle(steps: readonly Step[], program: Pick<Program, "fields">, place: Place): void {
  const { values, base, given: own, doubtful } = place;
  for (const step of steps) {
    const { field } = step;
    const unsure = step.inputs.some((name) => doubtful.has(name)) || step.outer.some((name) => place.outer.doubtful.has(name));
    if (!own.has(field) && (unsure || (step.making.by === "asked" && !place.fresh(step)))) doubtful.add(field);
    const moved = step.inputs.some((name) => sameness(program.fields[name], values[name]) !== sameness(program.fields[name], base?.[name])) || step.outer.some((name) => place.outer.changed.has(name));
    if (base && !moved) continue;
    if (!step.formula) {
      if (own.has(field)) continue;
      if (base && !(step.follows && untouched(step, base, place))) continue;
    }
    if (step.making.by === "asked") {
      const said = place.said?.[field];
      if (said !== undefined || !base) values[field] = said ?? null;
    } else values[field] = made(step, place.record, place.lists);
  }
}

/** Nobody has typed over it: it is empty, or what the default gave for the values before. */
function untouched(step: Step, base: Values, place: Place): boolean {
  const stored = sameness(step.shape, base[step.field]);
  // Whether the server follows it, its answer says.
  if (stored === "null" || step.making.by === "asked") return true;
  return place.before !== null && stored === sameness(step.shape, made(step, place.before, () => []));
}

function made(step: Step, record: Context, lists: Place["lists"]): Json {
  const { making } = step;
  switch (making.by) {
    case "literal":
      return making.literal;
    case "tree":
      return fromValue(step.shape, making.run(record));
    case "figure":
      return fromValue(step.shape, figure(making.fn, making.value, making.where, lists(making.of)));
    case "asked":
      return null;
  }
}

const columnsOf = (program: Program, subform: string) => program.fields[subform]?.columns ?? {};

function contextsOfRows(program: Program, seen: Seen, subform: string, rows: Rows, record: Context): Context[] {
  const columns = columnsOf(program, subform);
  return rows.map((row) => contextOf(seen, columns, row, null, () => record.value("record") as never));
}

interface Around {
  /** The record, with what is worked out in it before its rows are. */
  readonly values: Values;
  readonly base: Values | null;
  readonly outer: Outer;
  readonly answer: Answer | null;
}

/** The rows with their defaults and formulas. */
function worksOfRows(program: Program, seen: Seen, subform: string, { values: record, base: recordBefore, outer, answer }: Around): { rows: Values[]; doubtful: boolean } {
  const columns = columnsOf(program, subform);
  const steps = program.rows[subform] ?? [];
  const stored = rowsOf(recordBefore?.[subform]);
  const asked = answer && !(subform in answer.asked) ? stored : rowsOf(answer?.asked[subform]);
  const answered = rowsOf(answer?.said.values[subform]);
  const inputs = [...new Set(steps.flatMap((step) => (step.making.by === "asked" ? step.inputs : [])))];
  const key = (row: Values): string => JSON.stringify([row.id ?? null, ...inputs.map((name) => sameness(columns[name], row[name]))]);
  const keys = asked.map(key);
  const [now, then] = [around(program, record), recordBefore && around(program, recordBefore)];
  const doubtful = new Set<string>();
  const worked = rowsOf(record[subform]).map((row, at) => {
    const base = row.id == null ? null : (stored.find((other) => other.id === row.id) ?? null);
    const own = new Set(Object.keys(row).filter((name) => !base || sameness(columns[name], row[name]) !== sameness(columns[name], base[name])));
    const values: Values = { ...base, ...row };
    const here = contextOf(seen, columns, values, null, now);
    const before = base && contextOf(seen, columns, base, null, then ?? now);
    const mine = key(row);
    // Rows may have been moved or removed since the server was asked.
    const found = keys[at] === mine ? at : keys.indexOf(mine);
    const said = answered[found < 0 ? at : found];
    settle(steps, { fields: columns }, { values, base, given: own, record: here, before, said, fresh: (step) => found >= 0 && step.outer.every(outer.fresh), outer, doubtful, lists: () => [] });
    return values;
  });
  return { rows: worked, doubtful: doubtful.size > 0 };
}
