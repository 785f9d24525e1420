import { describe, expect, it } from "vitest";
import { linesOf, MOST_LINES, piecesOf } from "./model";
import type { Part } from "./types";

const part = (text: string, parts: Part[] = []): Part => ({ text, state: "value", kind: "number", value: "1", shown: "1", error: null, used: true, record: null, parts });

describe("the lines of a formula", () => {
  it("tells each part below the one that it belongs to", () => {
    const formula = part("IF(a > b, a, c)", [part("a > b", [part("a"), part("b")]), part("a"), part("c")]);
    expect(linesOf(formula).map((line) => [line.depth, line.part.text])).toEqual([
      [0, "a > b"],
      [1, "a"],
      [1, "b"],
      [0, "c"],
    ]);
  });

  it("has none for a formula of nothing but what is written", () => {
    expect(linesOf(part("1 + 1"))).toEqual([]);
  });

  it("ends at a number that somebody can read", () => {
    expect(linesOf(part("x", Array.from({ length: 200 }, (_, at) => part(String(at)))))).toHaveLength(MOST_LINES);
  });
});

describe("the pieces of a formula", () => {
  it.each([
    ["{Amount} * 2", [["Amount", true], [" * 2", false]]],
    ["{客户}.{等级}", [["客户", true], [".", false], ["等级", true]]],
    ['"{no label}" & {Name}', [['"{no label}" & ', false], ["Name", true]]],
    ["{a \\{b\\}} + 1", [["a {b}", true], [" + 1", false]]],
    ["1 + 1", [["1 + 1", false]]],
    ["", []],
  ])("tells labels from what stands around them: %s", (text, expected) => {
    expect(piecesOf(text).map((piece) => [piece.text, piece.label])).toEqual(expected);
  });
});
