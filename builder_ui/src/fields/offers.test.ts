import { describe, expect, it } from "vitest";
import type { FieldTypeInfo } from "@/api/fieldTypes";
import { offersFor } from "./offers";

const info = (type: string, label: string, ...words: string[]): FieldTypeInfo => ({ type, label, words, help: "", group: "basic", icon: type, named: [], schema: { properties: {} }, defaults: {} });
const TYPES = [info("text", "Text"), info("datetime", "Date and time", "time", "timestamp"), info("time", "Time", "clock"), info("money", "Money", "timecost")];

describe("types offered for what is typed", () => {
  it.each([
    ["Time", ["time", "datetime"]],
    ["clock", ["time"]],
    ["timestamp", ["datetime"]],
    ["da", ["datetime"]],
  ])("%s: the type that is called so comes first", (text, first) => {
    expect(offersFor(TYPES, text).slice(0, first.length).map((one) => one.info.type)).toEqual(first);
  });

  it("gives all types in their order while nothing is typed", () => {
    expect(offersFor(TYPES, " ").map((one) => one.info.type)).toEqual(TYPES.map((one) => one.type));
  });
});
