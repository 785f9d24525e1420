import { describe, expect, it } from "vitest";
import { afterCommit, commandOf, tabFrom, type GridPlace, type KeyPress } from "./keyboard";

const place: GridPlace = { rows: 100, cols: 5, page: 20, focus: { row: 50, col: 2 }, single: true };

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrl: false, shift: false, alt: false, composing: false, ...more };
}

function to(row: number, col: number, extend = false) {
  return { kind: "move", to: { row, col }, extend };
}

describe("keys in the grid", () => {
  it.each([
    ["up", press("ArrowUp"), to(49, 2)],
    ["down", press("ArrowDown"), to(51, 2)],
    ["left", press("ArrowLeft"), to(50, 1)],
    ["right", press("ArrowRight"), to(50, 3)],
    ["shift extends", press("ArrowDown", { shift: true }), to(51, 2, true)],
    ["ctrl jumps to the last row", press("ArrowDown", { ctrl: true }), to(99, 2)],
    ["ctrl jumps to the first column", press("ArrowLeft", { ctrl: true }), to(50, 0)],
    ["home", press("Home"), to(50, 0)],
    ["end", press("End"), to(50, 4)],
    ["ctrl home", press("Home", { ctrl: true }), to(0, 0)],
    ["ctrl end", press("End", { ctrl: true }), to(99, 4)],
    ["page up", press("PageUp"), to(30, 2)],
    ["page down", press("PageDown"), to(70, 2)],
    ["tab", press("Tab"), to(50, 3)],
    ["shift tab", press("Tab", { shift: true }), to(50, 1)],
    ["enter edits", press("Enter"), { kind: "edit", text: null }],
    ["f2 edits", press("F2"), { kind: "edit", text: null }],
    ["alt down edits", press("ArrowDown", { alt: true }), { kind: "edit", text: null }],
    ["a letter replaces", press("x"), { kind: "edit", text: "x" }],
    ["a Chinese character replaces", press("中"), { kind: "edit", text: "中" }],
    ["delete clears", press("Delete"), { kind: "clear" }],
    ["space opens the record", press(" "), { kind: "open" }],
    ["ctrl c is the browser’s", press("c", { ctrl: true }), null],
    ["alt up goes to the header", press("ArrowUp", { alt: true }), { kind: "header" }],
    ["ctrl a selects all", press("A", { ctrl: true }), { kind: "selectAll" }],
    ["escape leaves", press("Escape"), { kind: "leave" }],
    ["an unknown ctrl key is the browser’s", press("r", { ctrl: true }), null],
    ["a named key is the browser’s", press("F5"), null],
    ["a key of an input method is not ours", press("Enter", { composing: true }), null],
    ["nor its letters", press("n", { composing: true }), null],
  ])("%s", (_name, key, expected) => {
    expect(commandOf(key, place)).toEqual(expected);
  });

  it("stay inside at the edges", () => {
    expect(commandOf(press("ArrowLeft"), { ...place, focus: { row: 0, col: 0 } })).toEqual(to(0, 0));
    expect(commandOf(press("PageDown"), { ...place, focus: { row: 95, col: 0 } })).toEqual(to(99, 0));
  });

  it("lead from the first row to the header", () => {
    expect(commandOf(press("ArrowUp"), { ...place, focus: { row: 0, col: 2 } })).toEqual({ kind: "header" });
  });

  it("shrink a larger selection before leaving", () => {
    expect(commandOf(press("Escape"), { ...place, single: false })).toEqual(to(50, 2));
  });

  it("do nothing in an empty grid", () => {
    expect(commandOf(press("ArrowDown"), { ...place, rows: 0 })).toBeNull();
  });
});

it("tab runs over the row’s end and leaves the grid at both ends", () => {
  expect(tabFrom({ row: 0, col: 4 }, false, place)).toEqual({ row: 1, col: 0 });
  expect(tabFrom({ row: 1, col: 0 }, true, place)).toEqual({ row: 0, col: 4 });
  expect(tabFrom({ row: 99, col: 4 }, false, place)).toBeNull();
  expect(tabFrom({ row: 0, col: 0 }, true, place)).toBeNull();
});

it.each([
  ["enter", { row: 51, col: 2 }],
  ["shift-enter", { row: 49, col: 2 }],
  ["tab", { row: 50, col: 3 }],
  ["shift-tab", { row: 50, col: 1 }],
  ["blur", { row: 50, col: 2 }],
] as const)("after %s the focus goes on", (by, expected) => {
  expect(afterCommit({ row: 50, col: 2 }, by, place)).toEqual(expected);
});
