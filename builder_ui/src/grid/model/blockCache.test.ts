import { describe, expect, it } from "vitest";
import { blocksFor, indexOf, patchRows, rowAt } from "./blockCache";

interface Row {
  readonly id: number;
  readonly name: string;
}

function block(number: number): Row[] {
  return Array.from({ length: 200 }, (_, index) => ({ id: number * 200 + index + 1, name: `n${index}` }));
}

describe("blocks of rows", () => {
  it.each([
    ["the first window", 0, 30, 100_000, [0]],
    ["a window over an edge", 190, 220, 100_000, [0, 1]],
    ["the end", 99_990, 100_050, 100_000, [499]],
    ["before the start", -10, 5, 100_000, [0]],
    ["nothing", 0, 30, 0, []],
    ["an empty window", 10, 9, 50, []],
  ])("%s", (_name, first, last, total, expected) => {
    expect(blocksFor(first, last, total)).toEqual(expected);
  });

  const blocks = new Map([
    [0, block(0)],
    [3, block(3)],
  ]);

  it("give a row by its number, nothing while it is not loaded", () => {
    expect(rowAt(blocks, 601)?.id).toBe(602);
    expect(rowAt(blocks, 300)).toBeUndefined();
  });

  it("find a record", () => {
    expect(indexOf(blocks, 602)).toBe(601);
    expect(indexOf(blocks, 9999)).toBe(-1);
  });

  it("change one record and leave the others the same objects", () => {
    const rows = block(0);
    const patched = patchRows(rows, 2, { name: "new" });
    expect(patched[1]).toEqual({ id: 2, name: "new" });
    expect(patched[0]).toBe(rows[0]);
    expect(patchRows(rows, 9999, { name: "new" })).toBe(rows);
  });
});
