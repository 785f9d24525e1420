import { describe, expect, it } from "vitest";
import { add, condition, countOf, group, NOTHING, remove, replace, setJoin } from "./model";
import { toSentence } from "./sentence";

const stage = condition("stage", "=", "won");
const amount = condition("amount", ">", "5000");
const owner = condition("owner", "=", { name: "me" });
const inner = group("or", [amount, owner]);
const tree = group("and", [stage, inner]);

describe("changing a tree", () => {
  it("adds to the tree and to a group in it", () => {
    const more = condition("name", "is_empty");
    expect(add(tree, tree.key, more).items).toEqual([stage, inner, more]);
    expect(add(tree, inner.key, more).items[1]).toEqual({ ...inner, items: [amount, owner, more] });
    expect(add(NOTHING, NOTHING.key, more).items).toEqual([more]);
  });

  it("replaces one condition and leaves the others the same objects", () => {
    const next = { ...amount, value: "9" };
    const changed = replace(tree, amount.key, next);
    expect(changed.items[0]).toBe(stage);
    expect(changed.items[1]).toEqual({ ...inner, items: [next, owner] });
  });

  it("removes a condition, and its group with the last one", () => {
    const one = remove(tree, amount.key);
    expect(one.items[1]).toEqual({ ...inner, items: [owner] });
    expect(remove(one, owner.key).items).toEqual([stage]);
  });

  it("joins a group the other way", () => {
    expect(setJoin(tree, inner.key, "and").items[1]).toEqual({ ...inner, join: "and" });
    expect(setJoin(tree, tree.key, "or").join).toBe("or");
  });

  it("counts what is finished", () => {
    expect(countOf(add(tree, tree.key, condition("name", "=", "")))).toBe(3);
  });
});

it("a tree is told as a sentence", () => {
  const t = (key: string, values?: Record<string, string>): string => {
    const name = key.split(".").at(-1) ?? "";
    const text: Record<string, string> = { and: " and ", or: " or ", group: `(${values?.text})` };
    return text[name] ?? `${values?.field} ${name} ${values?.value}`;
  };
  const names = {
    field: (id: string) => id.toUpperCase(),
    value: (_id: string, value: unknown) => JSON.stringify(value),
  };
  expect(toSentence(tree, t, names)).toBe(
    'STAGE equals "won" and (AMOUNT greater "5000" or OWNER equals {"name":"me"})',
  );
});
