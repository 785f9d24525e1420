import { expect, test } from "vitest";
import { asDraft, draftText, isDraft, readJson } from "./read";

test.each([
  ['{"a": 1}', { a: 1 }],
  ["", null],
  ["0", 0],
  ['"text"', "text"],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ['{"id": "12345678901234567890"}', { id: "12345678901234567890" }],
])("%s is JSON", (text, value) => {
  expect(readJson(text)).toEqual({ value, trouble: null });
});

test.each([
  ['{\n  "a": 1,\n  b: 2\n}', "not_json", 3, 3],
  ['{"a": 12345678901234567890}', "json_number", 1, 7],
])("%s is trouble at its place", (text, code, line, column) => {
  expect(readJson(text).trouble).toEqual({ code, line, column });
});

test("what is half typed is not taken for a text", () => {
  expect(isDraft(asDraft("{"))).toBe(true);
  expect(draftText(asDraft("{"))).toBe("{");
  expect(isDraft("{")).toBe(false);
});
