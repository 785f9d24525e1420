import { describe, expect, it } from "vitest";
import type { Tried } from "@/expression-editor/types";
import { formulaOf, kindsFor } from "./formula";

const tried = (more: Partial<Tried> = {}): Tried => ({ ids: "amount * 2", shown: "{Amount} * 2", problems: [], type: null, returns: "money", clock: false, sql: true, value: null, ...more });

describe("what is saved", () => {
  it("is the text with ids, as the expression suggests or as somebody chose", () => {
    expect(formulaOf(tried(), null, null)).toEqual({ expr: "amount * 2", returns: "money", decimals: null });
    expect(formulaOf(tried(), "percent", 2)).toEqual({ expr: "amount * 2", returns: "percent", decimals: null });
    expect(formulaOf(tried(), "number", 2)?.decimals).toBe(2);
  });

  it("forgets a choice that no longer fits", () => {
    expect(formulaOf(tried({ returns: "date" }), "money", null)?.returns).toBe("date");
  });

  it("is nothing while the text is being judged, or wrong, or of a type that no field has", () => {
    expect(formulaOf(null, null, null)).toBeNull();
    expect(formulaOf(tried({ problems: [{ code: "x", message: "x", start: 0, end: 1 }] }), null, null)).toBeNull();
    expect(formulaOf(tried({ returns: null }), null, null)).toBeNull();
  });
});

it("numbers may be shown in several ways, anything else in its own", () => {
  expect(kindsFor("percent")).toEqual(["percent", "number", "money"]);
  expect(kindsFor("text")).toEqual(["text"]);
  expect(kindsFor(null)).toEqual([]);
});
