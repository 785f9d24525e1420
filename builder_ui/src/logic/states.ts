/** What a form's logic makes of its fields, and that of a subform of the columns of a row: shown, required, locked. */
import type { RuleDef } from "@/api/logic";
import type { CheckAnswer, FieldLogic } from "@/api/types";
import type { Context } from "@/expression/function";
import type { Condition, Program } from "./program";

export type States = Readonly<Record<string, FieldLogic>>;

export interface RuleError {
  readonly rule: string;
  /** `lines.2.price` of a row. */
  readonly field: string | null;
  readonly message: string;
  /** Fields that its condition reads. */
  readonly reads: readonly string[];
  /** It follows from what is on the screen, not from what the server said a moment ago. */
  readonly sure: boolean;
}

export type Rule = Condition<RuleDef>;

interface Judging {
  readonly holds: (rule: Rule) => boolean;
  /** Is what the rule locks locked? Its condition holds now. */
  readonly locks: (rule: Rule, name: string) => boolean;
  /** What is not there whatever the rules say. */
  readonly closed: readonly string[];
}

export function judged(rules: readonly Rule[], { holds, locks, closed }: Judging): { active: readonly Rule[]; states: States } {
  const states: Record<string, { visible: boolean; required?: boolean; readonly?: boolean }> = {};
  const state = (name: string) => (states[name] ??= { visible: true });
  for (const { def } of rules) for (const name of def.show) state(name).visible = false;
  const active = rules.filter(holds);
  for (const { def } of active) for (const name of def.show) state(name).visible = true;
  for (const { def } of active) for (const name of def.hide) state(name).visible = false;
  for (const name of closed) state(name).visible = false;
  for (const rule of active) {
    for (const name of rule.def.require) if (state(name).visible) state(name).required = true;
    for (const name of rule.def.readonly) if (locks(rule, name)) state(name).readonly = true;
  }
  // What is hidden is never asked for.
  return { active, states: Object.fromEntries(Object.entries(states).map(([name, each]) => [name, each.visible ? each : { visible: false, required: false, ...(each.readonly && { readonly: true }) }])) };
}

/** States with the options that are open. */
export const withOptions = (states: States, options: Readonly<Record<string, Pick<FieldLogic, "options" | "unfit">>>): States => ({
  ...states,
  ...Object.fromEntries(Object.entries(options).map(([name, each]) => [name, { ...states[name], ...each }])),
});

export function statesOf(program: Program, record: Context, before: Context | null, said: CheckAnswer | null, doubtful: ReadonlySet<string>): { states: States; errors: RuleError[] } {
  const { active, states } = judged(program.rules, {
    holds: ({ def, run }) => (run ? run(record) === true : (said?.rules?.includes(def.id) ?? false)),
    // Locked is what was locked before the change too: the server lets the change itself through.
    locks: ({ def, run }, name) => (before ? (run ? run(before) === true : (said?.fields[name]?.readonly ?? false)) : def.always),
    closed: program.sections.flatMap(({ def, run }) => ((run ? run(record) === true : (said?.sections?.includes(def.id) ?? true)) ? [] : def.items)),
  });
  const mine: Record<string, FieldLogic> = { ...states };
  for (const name of said?.locked ?? []) mine[name] = { visible: true, ...states[name], readonly: true };
  const errors = active.flatMap(({ def, run }) => (def.error === null ? [] : [{ rule: def.id, field: def.field, message: def.error, reads: def.reads, sure: run !== null && !def.reads.some((name) => doubtful.has(name)) }]));
  return { states: mine, errors };
}
