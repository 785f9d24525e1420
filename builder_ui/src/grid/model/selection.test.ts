import { describe, expect, it } from "vitest";
import { at, clampSelection, contains, isSingle, moveTo, rectOf, selectAll, toTsv } from "./selection";

describe("a selection", () => {
  const grown = moveTo(at({ row: 5, col: 3 }), { row: 2, col: 4 }, true);

  it("grows from its anchor in any direction", () => {
    expect(rectOf(grown)).toEqual({ top: 2, bottom: 5, left: 3, right: 4 });
    expect(isSingle(grown)).toBe(false);
    expect(contains(rectOf(grown), 4, 3)).toBe(true);
    expect(contains(rectOf(grown), 4, 5)).toBe(false);
  });

  it("begins anew without extending", () => {
    expect(moveTo(grown, { row: 1, col: 1 }, false)).toEqual(at({ row: 1, col: 1 }));
    expect(moveTo(null, { row: 1, col: 1 }, true)).toEqual(at({ row: 1, col: 1 }));
  });

  it("is kept inside a grid that has shrunk", () => {
    expect(clampSelection(grown, { rows: 3, cols: 4 })).toEqual({
      anchor: { row: 2, col: 3 },
      focus: { row: 2, col: 3 },
    });
    expect(clampSelection(grown, { rows: 0, cols: 4 })).toBeNull();
  });

  it("of everything needs something", () => {
    expect(selectAll({ rows: 3, cols: 2 })).toEqual({ anchor: { row: 0, col: 0 }, focus: { row: 2, col: 1 } });
    expect(selectAll({ rows: 0, cols: 2 })).toBeNull();
  });
});

it("copied cells are quoted like a spreadsheet does", () => {
  expect(
    toTsv([
      ["a", 'b "c"'],
      ["line\none", ""],
    ]),
  ).toBe('a\t"b ""c"""\n"line\none"\t');
});
