import { describe, expect, it } from "vitest";
import type { FieldDef, RecordData } from "@/api/types";
import { addMonths, daysBetween, instantOf, isDay } from "./days";
import { barsOf, blocksOf, fitting, uncrowded } from "./layout";
import type { CalendarEvent, Dates } from "./model";
import { daysOf, eventOf, minutesAt, moved, placed, rangeOf, rangeWhere, stretched } from "./model";

const field = (id: string, type: string) => ({ id, type, settings: {}, can: { read: true, write: true } }) as unknown as FieldDef;
const whole: Dates = { start: field("from", "date"), end: field("until", "date"), timed: false };
const timed: Dates = { start: field("from", "datetime"), end: field("until", "datetime"), timed: true };
const row = (id: number, from: string | null, until: string | null = null) => ({ id, revision: 1, from, until }) as unknown as RecordData;
const event = (id: number, from: string, until: string | null = null): CalendarEvent => {
  const made = eventOf(row(id, from, until), whole);
  if (!made) throw new Error("no event");
  return made;
};

describe("the days in sight", () => {
  it.each([
    ["month", "2026-11-22", "2026-10-26", "2026-12-07"],
    ["month", "2027-02-10", "2027-02-01", "2027-03-01"],
    ["week", "2026-11-22", "2026-11-16", "2026-11-23"],
    ["list", "2024-02-29", "2024-02-01", "2024-03-01"],
  ] as const)("of a %s around %s go from %s up to %s", (span, day, from, to) => {
    expect(rangeOf(span, day)).toEqual({ from, to });
    expect(daysOf({ from, to })).toHaveLength(daysBetween(from, to));
  });

  it("are asked of the server and nothing else", () => {
    const range = { from: "2026-11-01", to: "2026-12-01" };
    expect(rangeWhere({ ...whole, end: null }, range)).toBe("from < '2026-12-01' and from >= '2026-11-01'");
    expect(rangeWhere(whole, range)).toBe("from < '2026-12-01' and (from >= '2026-11-01' or until >= '2026-11-01')");
    expect(rangeWhere({ ...timed, end: null }, range)).toContain(`from >= '${instantOf("2026-11-01")}'`);
  });

  it("end with the month, however long the next one is", () => {
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(["2026-02-30", "today", "2026-2-3", undefined].map(isDay)).toEqual([false, false, false, false]);
  });
});

describe("a record on another day", () => {
  it("lasts as long as before", () => {
    expect(moved(whole, row(1, "2026-11-27", "2026-11-29"), "2026-12-01")).toEqual({ from: "2026-12-01", until: "2026-12-03" });
    expect(moved(whole, row(1, "2026-11-27"), "2026-12-01")).toEqual({ from: "2026-12-01" });
  });

  it("keeps its time of day unless it gets another", () => {
    const one = row(1, instantOf("2026-11-27", 600), instantOf("2026-11-27", 690));
    expect(moved(timed, one, "2026-12-01")).toEqual({ from: instantOf("2026-12-01", 600), until: instantOf("2026-12-01", 690) });
    expect(moved(timed, one, "2026-11-28", 480)).toEqual({ from: instantOf("2026-11-28", 480), until: instantOf("2026-11-28", 570) });
  });

  it("that had none starts there, in the morning where there are times", () => {
    expect(moved(whole, row(1, null), "2026-12-01")).toEqual({ from: "2026-12-01" });
    expect(placed(timed, "2026-12-01")).toEqual({ from: instantOf("2026-12-01", 540) });
  });

  it("is never made to end before it starts", () => {
    expect(stretched(whole, row(1, "2026-11-27"), "2026-11-29")).toEqual({ until: "2026-11-29" });
    expect(stretched(whole, row(1, "2026-11-27"), "2026-11-20")).toEqual({ until: "2026-11-27" });
    expect(stretched(timed, row(1, instantOf("2026-11-27", 600)), "2026-11-27", 540)).toEqual({ until: instantOf("2026-11-27", 615) });
    expect(stretched({ ...whole, end: null }, row(1, "2026-11-27"), "2026-11-29")).toBeNull();
  });

  it("that ends at midnight ends with the day before", () => {
    expect(eventOf(row(1, instantOf("2026-11-27", 600), instantOf("2026-11-28", 0)), timed)).toMatchObject({ from: "2026-11-27", to: "2026-11-27", ends: 1440 });
  });

  it("stands at a quarter of an hour", () => {
    expect([0, 0.5, 0.503, 1].map(minutesAt)).toEqual([0, 720, 720, 1425]);
  });
});

describe("events in a week", () => {
  const week = [event(1, "2026-11-16"), event(2, "2026-11-14", "2026-11-17"), event(3, "2026-11-16"), event(4, "2026-11-22", "2026-11-25"), event(5, "2026-11-23")];

  it("take the first free row, long ones first, and tell that they go on", () => {
    const bars = barsOf(week, "2026-11-16");
    expect(bars.map(({ event: { row: { id } }, column, days, lane, before, after }) => [id, column, days, lane, before, after])).toEqual([
      [2, 0, 2, 0, true, false],
      [1, 0, 1, 1, false, false],
      [3, 0, 1, 2, false, false],
      [4, 6, 1, 0, false, true],
    ]);
  });

  it("leave the first row to the one that must be seen", () => {
    expect(barsOf(week, "2026-11-16", 3)[0]?.event.row.id).toBe(3);
  });

  it("that do not fit are counted on their days", () => {
    const { shown, more } = fitting(barsOf(week, "2026-11-16"), 2);
    expect(shown.map((bar) => bar.event.row.id)).toEqual([2, 4]);
    expect(more).toEqual([2, 0, 0, 0, 0, 0, 0]);
    expect(fitting(barsOf(week, "2026-11-16"), 3).more).toEqual([]);
  });
});

describe("events along the hours", () => {
  const at = (id: number, from: number, to: number | null): CalendarEvent => ({ row: row(id, "x"), from: "d", to: "d", begins: from, ends: to });

  it("share the width only while they meet", () => {
    const blocks = blocksOf([at(1, 540, 600), at(2, 570, 630), at(3, 600, 660), at(4, 700, null)]);
    expect(blocks.map(({ event: { row: { id } }, column, columns }) => [id, column, columns])).toEqual([
      [1, 0, 2],
      [2, 1, 2],
      [3, 0, 2],
      [4, 0, 1],
    ]);
  });

  it("that are too many side by side are counted together", () => {
    const { shown, crowds } = uncrowded(blocksOf([at(1, 540, 600), at(2, 545, 600), at(3, 550, 600), at(4, 555, 700), at(5, 560, 600), at(6, 800, 830)]), 3);
    expect(shown.map(({ event: { row: { id } }, columns }) => [id, columns])).toEqual([
      [1, 3],
      [2, 3],
      [6, 1],
    ]);
    expect(crowds.map(({ from, events }) => [from, events.length])).toEqual([[550, 3]]);
  });
});
