import { describe, expect, it } from "vitest";
import { clampCell, clampWidth, columnsInSight, offsetsOf, scrollLeftFor } from "./coords";

const offsets = offsetsOf([200, 100, 100, 100, 100, 100]);

describe("columns", () => {
  it("have left edges and a total width", () => {
    expect(offsets).toEqual([0, 200, 300, 400, 500, 600, 700]);
    expect(offsetsOf([])).toEqual([0]);
  });

  it.each([
    ["at the start", 0, 400, 0, { first: 1, last: 2 }],
    ["one pixel into the next", 1, 400, 0, { first: 1, last: 3 }],
    ["after the first scrolled column is covered", 100, 400, 0, { first: 2, last: 3 }],
    ["with one more on both sides", 100, 400, 1, { first: 1, last: 4 }],
    ["at the end", 300, 400, 0, { first: 4, last: 5 }],
    ["beyond the end", 5000, 400, 0, { first: 5, last: 5 }],
  ])("in sight %s", (_name, scrollLeft, viewport, overscan, expected) => {
    expect(columnsInSight(offsets, 1, scrollLeft, viewport, overscan)).toEqual(expected);
  });

  it.each([
    ["a frozen one never scrolls", 0, 300, 300],
    ["one in sight stays", 2, 0, 0],
    ["one hidden behind the frozen is uncovered", 1, 150, 0],
    ["one beyond the right edge comes in", 4, 0, 200],
  ])("scroll: %s", (_name, col, scrollLeft, expected) => {
    expect(scrollLeftFor(offsets, 1, col, scrollLeft, 400)).toBe(expected);
  });

  it("keep a width between the smallest and the largest", () => {
    expect([clampWidth(1), clampWidth(120.4), clampWidth(9000)]).toEqual([64, 120, 800]);
  });
});

it("a cell is kept inside the grid", () => {
  expect(clampCell({ row: -3, col: 9 }, { rows: 5, cols: 4 })).toEqual({ row: 0, col: 3 });
  expect(clampCell({ row: 9, col: 0 }, { rows: 5, cols: 4 })).toEqual({ row: 4, col: 0 });
});
