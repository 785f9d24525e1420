import { describe, expect, it } from "vitest";
import { both, fromExpression, toExpression } from "./expression";
import type { LiteralKind } from "./expression";
import { condition, group } from "./model";
import type { Group, Item } from "./model";

const KINDS: Readonly<Record<string, LiteralKind>> = {
  amount: "number",
  customer: "id",
  owner: "id",
  closed: "boolean",
  spent: "duration",
};
const kindOf = (field: string): LiteralKind => KINDS[field] ?? "text";

/** Without keys, which are new for every reading. */
function plain(item: Item): unknown {
  return item.kind === "group"
    ? { join: item.join, items: item.items.map(plain) }
    : [item.field, item.operator, item.value];
}

const TREES: readonly [string, Group, string][] = [
  ["nothing", group("and"), ""],
  ["one condition", group("and", [condition("stage", "=", "won")]), "stage = 'won'"],
  ["a quote in a text", group("and", [condition("name", "=", "it's 'a' \"b\"")]), "name = 'it''s ''a'' \"b\"'"],
  ["a number given as text", group("and", [condition("amount", ">=", "5000.50")]), "amount >= 5000.50"],
  ["a negative number", group("and", [condition("amount", "<", "-3")]), "amount < -3"],
  ["the reader", group("and", [condition("owner", "=", { name: "me" })]), "owner = me"],
  ["today", group("and", [condition("due", "<", { name: "today", days: 0 })]), "due < today()"],
  ["days ago", group("and", [condition("due", "<", { name: "today", days: -7 })]), "due < today() - 7 days"],
  ["days ahead", group("and", [condition("due", "<=", { name: "today", days: 30 })]), "due <= today() + 30 days"],
  ["one of", group("and", [condition("stage", "in", ["won", "lost"])]), "stage in ['won', 'lost']"],
  ["none of", group("and", [condition("customer", "not_in", [1, 2])]), "customer not in [1, 2]"],
  ["a yes or no", group("and", [condition("closed", "=", true)]), "closed = true"],
  ["empty", group("and", [condition("name", "is_empty")]), "name = null"],
  ["not empty", group("and", [condition("name", "is_not_empty")]), "name <> null"],
  ["a part of a text", group("and", [condition("name", "contains", "公司")]), "CONTAINS(name, '公司')"],
  ["not a part", group("and", [condition("name", "not_contains", "x")]), "not CONTAINS(name, 'x')"],
  ["the start", group("and", [condition("name", "starts_with", "x")]), "STARTS_WITH(name, 'x')"],
  ["a choice among many", group("and", [condition("tags", "has", "vip")]), "'vip' in tags"],
  ["not a choice among many", group("and", [condition("tags", "has_not", "vip")]), "'vip' not in tags"],
  ["inside a region", group("and", [condition("region", "within", "js/nj")]), "WITHIN(region, 'js/nj')"],
  ["outside of it", group("and", [condition("region", "not_within", "js")]), "not WITHIN(region, 'js')"],
  ["a length of time", group("and", [condition("spent", ">=", 5400)]), "spent >= 5400 seconds"],
  ["a negative length", group("and", [condition("spent", "<", -60)]), "spent < -60 seconds"],
  [
    "groups",
    group("and", [
      condition("stage", "=", "won"),
      group("or", [
        condition("amount", ">", "5000"),
        group("and", [condition("owner", "=", { name: "me" }), condition("name", "contains", "a")]),
      ]),
    ]),
    "stage = 'won' and (amount > 5000 or (owner = me and CONTAINS(name, 'a')))",
  ],
  ["or at the top", group("or", [condition("a", "=", "1"), condition("b", "=", "2")]), "a = '1' or b = '2'"],
];

describe("a tree of conditions", () => {
  it.each(TREES)("is written: %s", (_name, tree, text) => {
    expect(toExpression(tree, kindOf)).toBe(text);
  });

  it.each(TREES)("is read back: %s", (_name, tree, text) => {
    const read = fromExpression(text, kindOf);
    expect(read && plain(read)).toEqual(plain(tree));
  });

  it("leaves out what is not finished", () => {
    const tree = group("and", [
      condition("stage", "=", null),
      condition("name", "=", ""),
      condition("stage", "in", []),
      group("or", []),
      group("or", [condition("stage", "=", "won"), condition("", "=", "x")]),
    ]);
    expect(toExpression(tree, kindOf)).toBe("stage = 'won'");
  });
});

it.each([
  ["a path", "stage.values.closed = true"],
  ["a sum", "amount + 1 > 5"],
  ["an unknown function", "SUM(lines) > 5"],
  ["open brackets", "(stage = 'won'"],
  ["an open quote", "stage = 'won"],
  ["rubbish after the end", "stage = 'won' )"],
  ["two fields", "amount > budget"],
])("text that the builder does not write is not taken for it: %s", (_name, text) => {
  expect(fromExpression(text, kindOf)).toBeNull();
});

it("two filters hold together", () => {
  expect(both("a = 1 or b = 2", "c = 3")).toBe("(a = 1 or b = 2) and (c = 3)");
  expect(both("", "c = 3")).toBe("c = 3");
  expect(both("", "")).toBe("");
});
