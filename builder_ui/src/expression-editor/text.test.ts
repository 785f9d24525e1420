import { describe, expect, it } from "vitest";
import { callAt, piecesOf, typedAt, unitsOf } from "./text";

describe("the pieces of an expression", () => {
  it.each([
    ['IF({金额} > 10, "金", 1)', "function:IF plain:( label:{金额} plain: >  number:10 plain:,  text:\"金\" plain:,  number:1 plain:)"],
    ["a and not {b}", "plain:a plain:  word:and plain:  word:not plain:  label:{b}"],
    ['"{a}" & \'x', "text:\"{a}\" plain: &  text:'x"],
    ["{a\\}b} + {open", "label:{a\\}b} plain: +  label:{open"],
    ["", ""],
  ])("are told apart: %s", (text, expected) => {
    const pieces = piecesOf(text);
    expect(pieces.map((one) => `${one.kind}:${one.text}`).join(" ")).toBe(expected);
    expect(pieces.map((one) => one.text).join("")).toBe(text);
  });
});

describe("what is typed at the caret", () => {
  // The bar is the caret.
  it.each([
    ["{金|", { query: "金", path: [], braced: true, from: 0 }],
    ["{金|额}", { query: "金", from: 0, to: 4 }],
    ["SU|", { query: "SU", path: [], from: 0 }],
    ["1 + am|ount", { query: "am", from: 4, to: 10 }],
    ["{客户}.|", { query: "", path: ["客户"], from: 5 }],
    ["{客户}.等|", { query: "等", path: ["客户"] }],
    ["customer.owner.{na|", { query: "na", path: ["customer", "owner"], braced: true }],
    ["SUM({Lines}.|)", { query: "", path: ["Lines"] }],
    ['{状态} = "|', { query: "", compared: ["状态"], quoted: true }],
    ['{状态} = "赢|"', { query: "赢", compared: ["状态"], quoted: true, to: 10 }],
    ["{Status} = |", { query: "", compared: ["Status"], quoted: false }],
    ["{Customer}.{Tier} <> go|", { query: "go", compared: ["Customer", "Tier"] }],
    ['stage in ["won", "|', { query: "", compared: ["stage"], quoted: true }],
    ['"a" & |', { query: "", compared: null, path: [] }],
    ['"text|', { query: "text", compared: null, quoted: true }],
    ["{a\\}b|", { query: "a\\}b", braced: true }],
  ])("%s", (marked, expected) => {
    const caret = marked.indexOf("|");
    expect(typedAt(marked.replace("|", ""), caret)).toMatchObject(expected);
  });
});

describe("the call around the caret", () => {
  it.each([
    ["IF(|", ["IF", 0]],
    ["IF(a, SUM(b|), 2)", ["SUM", 0]],
    ["IF(a, SUM(b), |2)", ["IF", 2]],
    ["IF（a，|", ["IF", 1]],
    ["IF((a|), 1)", ["IF", 0]],
    ['IF("(,", |', ["IF", 1]],
    ["IF(a, 1)|", null],
    ["(a|)", null],
  ])("%s", (marked, expected) => {
    const caret = marked.indexOf("|");
    const found = callAt(marked.replace("|", ""), caret);
    expect(found && [found.name, found.argument]).toEqual(expected);
  });
});

it("places count letters, strings count units", () => {
  expect([0, 1, 2, 9].map((points) => unitsOf("a𐍈b", points))).toEqual([0, 1, 3, 4]);
});
