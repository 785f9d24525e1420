import { describe, expect, it } from "vitest";
import type { RecordData } from "@/api/types";
import { sameValue, settle, toWire } from "./edit";

it.each([
  ["a related record", { id: 7, title: "Acme" }, 7],
  [
    "several of them",
    [
      { id: 7, title: "Acme" },
      { id: 9, title: "B" },
    ],
    [7, 9],
  ],
  ["a file keeps its parts", [{ id: "f1", name: "a.pdf" }], [{ id: "f1", name: "a.pdf" }]],
  ["a text", "x", "x"],
  ["nothing", null, null],
])("%s travels as what the server takes", (_name, value, expected) => {
  expect(toWire(value)).toEqual(expected);
});

it("a record is the same with and without its title, empty is empty", () => {
  expect(sameValue({ id: 7, title: "Acme" }, 7)).toBe(true);
  expect(sameValue(undefined, null)).toBe(true);
  expect(sameValue("1", 1)).toBe(false);
});

describe("somebody else saved the record in between", () => {
  const current = { id: 1, revision: 5, name: "theirs", city: "A" } as RecordData;

  it("and left this field alone: the change is sent again", () => {
    expect(settle(1, "city", "A", "B", current)).toEqual({ again: 5 });
  });

  it("and made the same change: it is sent again", () => {
    expect(settle(1, "name", "old", "theirs", current)).toEqual({ again: 5 });
  });

  it("and changed this field: a person chooses", () => {
    expect(settle(1, "name", "old", "mine", current)).toEqual({
      id: 1,
      field: "name",
      mine: "mine",
      theirs: "theirs",
      revision: 5,
    });
  });
});
