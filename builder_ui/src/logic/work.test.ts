import { describe, expect, it } from "vitest";
import type { LogicDef, RuleDef, StepDef } from "@/api/logic";
import type { CheckAnswer, Values } from "@/api/types";
import type { TreeJson } from "@/expression/tree";
import { isClosed, refusalIn } from "./closed";
import { programOf } from "./program";
import { work } from "./work";

const name = (of: string, type: TreeJson["type"] = "number"): TreeJson => ({ t: "name", name: of, type });
const number = (value: string): TreeJson => ({ t: "literal", number: value, type: "number" });
const text = (value: string): TreeJson => ({ t: "literal", value, type: "text" });
const binary = (op: string, left: TreeJson, right: TreeJson, type: TreeJson["type"] = "yes_no"): TreeJson => ({ t: "binary", op, left, right, type });
const is = (field: string, value: string): TreeJson => binary("=", name(field, "text"), text(value));

const rule = (id: string, tree: TreeJson | null, reads: readonly string[], more: Partial<RuleDef>): RuleDef => ({ id, tree, reads, always: false, show: [], hide: [], require: [], readonly: [], error: null, field: null, ...more });
const step = (field: string, inputs: readonly string[], more: Partial<StepDef>): StepDef => ({ field, inputs, formula: false, follows: true, ...more });

const DEF: LogicDef = {
  clock: { moment: "m:2026-03-02T01:30:00Z", zone: "Asia/Shanghai" },
  around: { me: null, settings: null },
  locks: false,
  fields: { kind: { kind: "text" }, detail: { kind: "text" }, more: { kind: "text" }, price: { kind: "number", scale: 2 }, count: { kind: "number", scale: 0 }, sum: { kind: "number", scale: 2 }, phone: { kind: "text" }, customer: { kind: "record" } },
  steps: [step("phone", ["customer"], {}), step("sum", ["price", "count"], { formula: true, follows: false, tree: binary("*", name("price"), name("count"), "number") }), step("count", [], { follows: false, literal: 1 })].reverse(),
  rules: [
    rule("detailed", is("kind", "big"), ["kind"], { show: ["detail"], require: ["detail"] }),
    rule("even_more", is("detail", "more"), ["detail"], { show: ["more"] }),
    rule("settled", is("kind", "done"), ["kind"], { readonly: ["price"] }),
    rule("dear", binary(">", name("sum"), number("100")), ["sum"], { error: "Too dear", field: "price" }),
    rule("elsewhere", null, [], { error: "Not there", field: "customer" }),
    rule("unreachable", is("phone", "0"), ["phone"], { error: "Nobody answers", field: "phone" }),
  ],
  sections: [],
};
const program = programOf(DEF);
const run = (typed: Values, base: Values | null = null, answer: { said: Partial<CheckAnswer>; asked: Values } | null = null) =>
  work(program, { base, typed, since: 0, answer: answer && { asked: answer.asked, said: { errors: [], fields: {}, values: {}, ...answer.said } } });

describe("a form while somebody types", () => {
  it("shows, requires and works out", () => {
    const made = run({ kind: "big", price: "2.5", count: 3 });
    expect([made.values.sum, made.states.detail, made.states.more]).toEqual(["7.50", { visible: true, required: true }, { visible: false, required: false }]);
  });

  it("does not count what was typed into a field that has gone", () => {
    const typed = { detail: "more", more: "x" };
    expect(run({ kind: "big", ...typed }).states.more).toEqual({ visible: true });
    expect(run({ kind: "small", ...typed }).states.more?.visible).toBe(false);
  });

  it("locks what was locked before, not what is just being locked", () => {
    expect(run({ kind: "done" }, { kind: "big", price: "1.00" }).states.price?.readonly).toBeUndefined();
    expect(run({}, { kind: "done", price: "1.00" }).states.price?.readonly).toBe(true);
    expect(run({ kind: "big" }, { kind: "done", price: "1.00" }).states.price?.readonly).toBeUndefined();
  });

  it("leaves half a number as it is typed and goes on with what there was", () => {
    const made = run({ price: "1.2.", count: 2 }, { price: "3.00", count: 1, sum: "3.00" });
    expect([made.values.price, made.values.sum]).toEqual(["1.2.", "6.00"]);
  });

  it("is not sure of what the server said about other values", () => {
    const said = { values: { phone: "0" }, rules: ["elsewhere"] };
    const sure = (typed: Values, asked: Values) => run(typed, null, { said, asked }).errors.map((error) => [error.rule, error.sure]);
    expect(sure({ customer: 1 }, { customer: 1 })).toEqual([["elsewhere", false], ["unreachable", true]]);
    expect(sure({ customer: 2 }, { customer: 1 })).toEqual([["elsewhere", false], ["unreachable", false]]);
  });
});

describe("a row of a list", () => {
  it.each<[string, Values, string, boolean]>([
    ["a locked field", { kind: "done" }, "price", true],
    ["an open one", { kind: "big" }, "price", false],
    ["a hidden one", { kind: "small" }, "detail", true],
    ["one that is there", { kind: "big" }, "detail", false],
    ["one of which the row does not tell", { price: "1.00" }, "detail", false],
  ])("closes %s", (_, row, field, closed) => expect(isClosed(program, row, field, 0)).toBe(closed));

  it("refuses what it can tell, and leaves the rest to the server", () => {
    expect(refusalIn(program, { price: "1.00", count: 2, sum: "2.00" }, "price", "60.00", 0)).toBe("Too dear");
    expect(refusalIn(program, { price: "1.00", count: 2, sum: "2.00" }, "price", "50.00", 0)).toBeNull();
    expect(refusalIn(program, { price: "1.00", sum: "2.00" }, "price", "60.00", 0)).toBeNull();
  });
});

describe("rows of a subform", () => {
  const columns = { kind: { kind: "text" }, price: { kind: "number", scale: 2 }, note: { kind: "text" } };
  const parentState: TreeJson = { t: "member", of: { t: "name", name: "parent", type: "record", form: "till.order" }, name: "state", type: "text" };
  const rules = [
    rule("noted", is("kind", "gift"), ["kind"], { show: ["note"], require: ["note"], hide: ["price"] }),
    rule("closed", binary("=", parentState, text("closed")), [], { outer: ["state"], readonly: ["kind"] }),
    rule("cheap", binary(">", name("price"), number("10")), ["price"], { error: "Too dear", field: "price" }),
  ];
  const def: LogicDef = { ...DEF, fields: { state: { kind: "text" }, lines: { kind: "records", columns, steps: [], rules } }, steps: [], rules: [] };
  const rows = (typed: Values, base: Values | null = null) => work(programOf(def), { base, typed, answer: null, since: 0 });

  it("ask in each row for what belongs there", () => {
    const made = rows({ lines: [{ kind: "gift" }, { kind: "sale" }] });
    expect(made.rows.lines).toEqual([{ note: { visible: true, required: true }, price: { visible: false, required: false } }, { note: { visible: false, required: false } }]);
  });

  it("leave out what was typed into a cell that has gone", () => {
    const made = rows({ lines: [{ kind: "gift", price: "50.00" }, { price: "50.00" }] });
    expect(made.values.lines).toEqual([{ kind: "gift" }, { price: "50.00" }]);
    expect(made.errors.map((error) => [error.field, error.message])).toEqual([["lines.1.price", "Too dear"]]);
  });

  it("are locked by the record around them as it was", () => {
    const stored = { state: "closed", lines: [{ id: 1, kind: "sale" }] };
    const locked = (typed: Values, base: Values | null) => rows(typed, base).rows.lines?.map((row) => row.kind?.readonly ?? false);
    expect(locked({ lines: [{ id: 1, kind: "gift" }, {}] }, stored)).toEqual([true, true]);
    expect(locked({ state: "open", lines: [{ id: 1 }] }, stored)).toEqual([false]);
    expect(locked({ state: "closed", lines: [{}] }, null)).toEqual([false]);
  });
});
