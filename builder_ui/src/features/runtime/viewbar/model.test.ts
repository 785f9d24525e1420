import { describe, expect, it } from "vitest";
import { fieldMarks, fittingTabs, isChanged, parseSort, readSearch, shownColumns, sortText, toggleSort } from "./model";

describe("the address of a list", () => {
  it("is read from untrusted text", () => {
    expect(readSearch({ where: "stage = 'won'", r: "7", all: "1", sort: "", evil: "x", search: 12 })).toEqual({
      where: "stage = 'won'",
      r: 7,
      all: 1,
      search: "12",
    });
    expect(readSearch({ r: "-1", where: { a: 1 }, all: "yes" })).toEqual({});
  });

  it("tells whether the view is left as it is", () => {
    expect(isChanged({ r: 7 })).toBe(false);
    expect(isChanged({ search: "x" })).toBe(true);
  });
});

describe("sorting", () => {
  it("is written with a minus for descending", () => {
    expect(sortText(parseSort("-amount,name"))).toBe("-amount,name");
    expect(parseSort(["-amount"])).toEqual([{ field: "amount", desc: true }]);
    expect(parseSort("drop table;,Name")).toEqual([]);
  });

  it("by a header takes the place of the other keys, twice lets it go", () => {
    const once = toggleSort(parseSort("-amount,name"), "name", false);
    expect(once).toEqual([{ field: "name", desc: false }]);
    expect(toggleSort(once, "name", true)).toEqual([{ field: "name", desc: true }]);
    expect(toggleSort(once, "name", false)).toEqual([]);
  });
});

describe("columns", () => {
  const exists = (field: string): boolean => ["a", "b", "c", "d"].includes(field);
  it.each([
    ["the view’s", undefined, ["a", "b", "c"]],
    ["one hidden, one added", "-b,+d", ["a", "c", "d"]],
    ["never none", "-a,-b,-c", ["c"]],
    ["no unknown ones", "+x,-y", ["a", "b", "c"]],
  ])("are %s", (_name, marks, expected) => {
    expect(shownColumns(["a", "b", "c", "gone"], marks, exists)).toEqual(expected);
  });

  it("are written as the difference to the view", () => {
    expect(fieldMarks(["a", "b", "c"], ["a", "c", "d"])).toBe("-b,+d");
    expect(fieldMarks(["a", "b"], ["a", "b"])).toBeUndefined();
  });
});

describe("view tabs", () => {
  const labels = ["All opportunities", "Pipeline", "Mine", "看板", "Lost"];
  it.each([
    ["all where there is room", 0, 1000, [0, 1, 2, 3, 4]],
    ["the first ones that fit", 0, 380, [0, 1]],
    ["the current one always", 4, 380, [0, 4]],
    ["only the current one where there is none", 3, 10, [3]],
  ])("show %s", (_name, current, width, expected) => {
    const { shown, rest } = fittingTabs(labels, current, width);
    expect(shown).toEqual(expected);
    expect([...shown, ...rest].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});
