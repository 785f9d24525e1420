import { describe, expect, it } from "vitest";
import type { FieldDef } from "@/api/types";
import { laneValues } from "./lanes";
import { excludedLanes, isOverfull, laneWhere, lanesOf, mayMove, movedLanes } from "./model";

const options = [
  { id: "needs", label: "Needs", color: "blue" },
  { id: "won", label: "Won", color: "green", values: { closed: true } },
];

describe("lanes", () => {
  it("stand in the options’ order with counts and totals", () => {
    const lanes = lanesOf(options, new Map([["needs", { count: 2, total: "10.50" }]]), true, "None");
    expect(lanes).toEqual([
      { id: "needs", label: "Needs", color: "blue", closed: false, count: 2, total: "10.50" },
      { id: "won", label: "Won", color: "green", closed: true, count: 0, total: "0" },
    ]);
  });

  it("show records without an option first, when there are some", () => {
    const lanes = lanesOf(options, new Map([["", { count: 1, total: null }]]), false, "None");
    expect(lanes.map((lane) => lane.label)).toEqual(["None", "Needs", "Won"]);
    expect(lanes[0]?.total).toBeNull();
  });

  it("count a moved card at once", () => {
    const lanes = lanesOf(options, new Map([["needs", { count: 2, total: "10.50" }]]), true, "None");
    const moved = movedLanes(lanes, "needs", "won", "3.25");
    expect(moved.map((lane) => [lane.count, lane.total])).toEqual([
      [1, "7.25"],
      [1, "3.25"],
    ]);
    expect(movedLanes(lanes, "needs", "needs", "1")).toEqual(lanes);
  });
});

describe("transitions", () => {
  const transitions = { needs: ["proposal"], won: [] };
  it.each([
    ["to itself", "needs", "needs", true],
    ["an allowed one", "needs", "proposal", true],
    ["a forbidden one", "needs", "won", false],
    ["out of an end", "won", "needs", false],
    ["from no option", "", "won", true],
    ["to no option", "needs", "", false],
  ])("%s", (_name, from, to, expected) => {
    expect(mayMove(transitions, from, to)).toBe(expected);
  });

  it("lead only to what is open to the record", () => {
    expect([mayMove(null, "needs", "won", ["needs"]), mayMove(null, "needs", "won", ["won"]), mayMove(transitions, "needs", "won", ["won"])]).toEqual([false, true, false]);
  });

  it("are free where the field names none", () => {
    expect(mayMove(null, "needs", "won")).toBe(true);
  });
});

it.each([
  ["one option left out", "stage <> 'lost'", ["lost"]],
  ["several", "stage not in ['won', 'lost'] and owner = me", ["won", "lost"]],
  ["another field", "name <> 'lost'", []],
  ["not for certain", "stage <> 'lost' or owner = me", []],
  ["something else", "not stage.values.closed", []],
  ["no filter", null, []],
])("lanes that only take in: %s", (_name, where, expected) => {
  expect(excludedLanes(where, "stage", () => "text")).toEqual(expected);
});

it("a lane is a condition on the records", () => {
  expect(laneWhere("stage", "won")).toBe("stage = 'won'");
});

describe("limits", () => {
  it.each([
    ["its own", { won: 2 }, "won", 3, true],
    ["that of all lanes", { any: 2 }, "won", 3, true],
    ["its own before that of all", { any: 2, won: 5 }, "won", 3, false],
    ["none for what has no lane", { any: 2 }, "", 3, false],
    ["none", undefined, "won", 300, false],
  ])("of a lane are %s", (_name, limits, lane, count, full) => {
    expect(isOverfull(limits as Record<string, number> | undefined, { id: lane, count })).toBe(full);
  });
});

describe("lanes of people, and of yes and no", () => {
  const field = (settings: object, required = false) => ({ type: "x", required, settings }) as unknown as FieldDef;
  it("go by the record that is linked", () => {
    const people = laneValues(field({ to: "user" }));
    expect([people.idOf({ id: 7, title: "Li" }), people.idOf(7), people.idOf(null)]).toEqual(["7", "7", ""]);
    expect(laneWhere("owner", "7", people.literalOf("7"))).toBe("owner = 7");
    expect(people.valueOf("7", "Li")).toEqual({ id: 7, title: "Li" });
    expect([mayMove(null, "7", "", null, people.emptied), laneValues(field({ to: "user" }, true)).emptied]).toEqual([true, false]);
  });
  it("go by yes and no", () => {
    const flags = laneValues(field({}));
    expect([flags.idOf(true), flags.idOf(false), flags.idOf(null)]).toEqual(["true", "false", ""]);
    expect(laneWhere("done", "false", flags.literalOf("false"))).toBe("done = false");
  });
});
