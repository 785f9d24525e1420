import { describe, expect, it } from "vitest";
import { readDay, readMoment } from "./calendar";
import { Decimal } from "./decimal";
import { check, contextOf, holds, isExpression } from "./expression";
import type { Expression } from "./expression";
import { runsHere } from "./here";
import type { Scope, Symbol } from "./scope";
import { toTagged } from "./tagged";
import { TEXT, numberType } from "./types";
import type { Type } from "./types";
import { Moment } from "./values";
import type { Value } from "./values";

const symbol = (type: Type, kind = "field"): Symbol => ({ type, kind, required: false });
const ORDER: Type = { kind: "record", form: "order" };
const scope: Scope = {
  symbols: {
    amount: symbol(numberType(2)),
    name: symbol(TEXT),
    due: symbol({ kind: "date" }),
    customer: symbol({ kind: "record", form: "customer" }),
    lines: symbol({ kind: "records", form: "line" }),
    visits: symbol({ kind: "records", form: "visit" }, "inverse"),
    address: symbol({ kind: "parts", parts: { city: TEXT } }),
    stage: symbol({ kind: "option", choices: [{ id: "won", values: { rate: Decimal.of(1) } }] }),
    me: symbol({ kind: "record", form: "user" }, "me"),
    old: symbol(ORDER, "old"),
    settings: symbol({ kind: "namespace", name: "settings" }, "setting"),
  },
  members: {
    customer: { tier: symbol(TEXT), owner: symbol({ kind: "record", form: "user" }) },
    user: { name: symbol(TEXT) },
    order: { amount: symbol(numberType(2)) },
    line: { total: symbol(numberType(2)) },
    visit: { name: symbol(TEXT) },
    settings: { days: symbol(numberType(0), "setting") },
  },
};
const clock = { moment: readMoment("2024-06-01T02:30:00Z") ?? new Moment(0n), zone: "Asia/Shanghai" };

function made(text: string): Expression {
  const found = check(text, scope);
  if (!isExpression(found)) throw new Error(found.map((problem) => problem.code).join());
  return found;
}

const value = (text: string, values: Readonly<Record<string, Value>> = {}, records = new Map<string, Readonly<Record<string, Value>>>()): unknown => toTagged(made(text).run(contextOf(clock, values, records)));

describe("an expression in the browser", () => {
  it.each([
    ["0.1 + 0.2", "n:0.3"],
    ["amount * 3", "n:0.3"],
    ["customer.tier", "t:gold"],
    ["customer.owner.name", null],
    ["SUM(lines.total)", "n:3.5"],
    ["due + 1 month", "d:2024-06-30"],
    ["today() - due", "n:1"],
    ["IF（amount＞1，“金”，“银”）", "t:银"],
    ["stage.values.rate + settings.days", "n:8"],
    ["1 / 0", "e:#DIV/0!"],
  ])("%s is %s", (text, expected) => {
    const values = {
      amount: Decimal.read("0.1"),
      customer: 4,
      lines: [{ id: 1, total: Decimal.read("1.5") }, { id: 2, total: null }, { id: 3, total: 2 }],
      due: readDay("2024-05-31"),
      stage: "won",
      settings: { days: 7 },
    };
    expect(value(text, values, new Map([["customer 4", { tier: "gold", owner: 9 }]]))).toEqual(expected);
  });

  it("says of a condition yes or no, also where it fails", () => {
    const answers = ["amount > 1", "1 / amount > 1", "name = ''"].map((text) => holds(made(text), contextOf(clock, {})));
    expect(answers).toEqual([false, false, true]);
  });

  it("says all that is wrong, each with its place", () => {
    const problems = check("amount + name * unknown", scope);
    expect(isExpression(problems) ? [] : problems.map((problem) => [problem.code, problem.place])).toEqual([
      ["expression.unknown_name", { start: 16, end: 23 }],
      ["expression.operands", { start: 9, end: 23 }],
    ]);
  });

  it.each(["__proto__", "constructor", "amount.constructor", "settings.toString", "address.hasOwnProperty", "customer.__proto__"])("reaches nothing of the machine: %s", (text) => {
    expect(isExpression(check(text, scope))).toBe(false);
  });

  it.each(["amount * 2 + settings.days", "IF(old.amount <> amount, me, null)", "stage.values.rate & address.city", "CHANGED(amount)", "customer = 4"])("%s needs no server", (text) => {
    expect(runsHere(made(text))).toBeNull();
  });

  it.each([
    ["customer.tier", "expression.not_here.record"],
    ["SUM(lines.total)", "expression.not_here.record"],
    ["COUNT(visits)", "expression.not_here.list"],
    ["PREVIOUS(amount)", "expression.not_here.history"],
    ["CHANGED_AT(amount) > now()", "expression.not_here.history"],
  ])("%s needs the server because of %s", (text, reason) => {
    expect(runsHere(made(text))).toBe(reason);
  });

  it("runs on what is at hand", () => {
    const loaded = (path: readonly string[]): boolean => path.join(".") === "lines.total";
    expect([runsHere(made("SUM(lines.total)"), loaded), runsHere(made("customer.tier"), loaded)]).toEqual([null, "expression.not_here.record"]);
  });

  it.each(["9 ^ 9 ^ 9 ^ 9", "1.000001 ^ 3999", "REPT('abcdefghij', 99999999)", "SEARCH(REPT('*a', 120), REPT('a', 60) & REPT('b', 5000))", "EXP(690) * EXP(690)", "DATE(2024, 1, 99999999999)"])("%s takes no time", (text) => {
    const started = performance.now();
    made(text).run(contextOf(clock, {}));
    expect(performance.now() - started).toBeLessThan(500);
  });
});
