import { describe, expect, it } from "vitest";
import { duration, durationWords, errorText, madeRecord, outputParts, readRunSearch } from "./model";

it("only known filters of the right shape are taken from the address", () => {
  expect(readRunSearch({ rule: "won_creates_task", state: "done", record: "opportunity/7", x: "y" })).toEqual({
    rule: "won_creates_task",
    state: "done",
    record: "opportunity/7",
  });
  expect(readRunSearch({ rule: "Drop Table", state: 7, record: "opportunity/x" })).toEqual({});
});

describe("how long a run took", () => {
  it("is known when it has ended", () => {
    expect(duration("2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z")).toBe(1500);
    expect(duration("2026-01-01T00:00:00Z", null)).toBeNull();
    expect(duration("rubbish", "2026-01-01T00:00:00Z")).toBeNull();
  });

  it.each([
    [42, { unit: "ms", n: "42" }],
    [1500, { unit: "s", n: "1.5" }],
    [42_000, { unit: "s", n: "42" }],
    [180_000, { unit: "min", n: "3" }],
    [5_400_000, { unit: "h", n: "1.5" }],
    [129_600_000, { unit: "d", n: "1.5" }],
  ])("%i ms", (time, expected) => {
    expect(durationWords(time)).toEqual(expected);
  });
});

it("a step tells what it made and what went wrong", () => {
  expect(madeRecord({ form: "task", id: 7 })).toEqual({ form: "task", id: 7 });
  expect(madeRecord([1])).toBeNull();
  expect(outputParts({ sent: 2, to: ["a"], none: null })).toEqual([
    { name: "sent", text: "2" },
    { name: "to", text: '["a"]' },
  ]);
  expect(errorText({ detail: "No such record", title: "Not found" })).toBe("No such record");
  expect(errorText(null)).toBe("");
});
