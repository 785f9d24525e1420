import { expect, test } from "vitest";
import { typeAhead, type Ahead } from "./typeAhead";

function typed(start: Ahead, ...keys: string[]): Ahead | null {
  return keys.reduce<Ahead | null>((ahead, key) => ahead && typeAhead(ahead, { key, shiftKey: false, metaKey: false, altKey: false, ctrlKey: false }), start);
}

test.each<[string, Ahead, string[], Ahead | null]>([
  ["letters are kept in their order", { text: "a" }, ["b", "c"], { text: "abc" }],
  ["a character of two halves is one letter", { text: "" }, ["𠮷"], { text: "𠮷" }],
  ["typing after F2 starts from nothing", { text: null }, ["x"], { text: "x" }],
  ["keys without a letter change nothing", { text: "a" }, ["ArrowLeft", "Shift", "F5"], { text: "a" }],
  ["Backspace takes the last one back", { text: "a𠮷" }, ["Backspace"], { text: "a" }],
  ["Enter ends what was typed", { text: "a" }, ["Enter"], { text: "a", ended: { key: "Enter", shiftKey: false } }],
  ["what follows the end is not part of the text", { text: "a" }, ["Tab", "b"], { text: "a", ended: { key: "Tab", shiftKey: false } }],
  ["Enter before any letter ends nothing", { text: null }, ["Enter"], { text: null }],
  ["Escape gives the edit up", { text: "a" }, ["Escape"], null],
  ["Escape gives it up after its end too", { text: "a" }, ["Enter", "Escape"], null],
])("%s", (_, start, keys, after) => {
  expect(typed(start, ...keys)).toEqual(after);
});

test("a command is not a letter", () => {
  const start = { text: "a" };
  expect(typeAhead(start, { key: "c", shiftKey: false, metaKey: false, altKey: false, ctrlKey: true })).toBe(start);
});
