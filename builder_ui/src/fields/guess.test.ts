import { expect, test } from "vitest";
import { typeNamed } from "./guess";

const TYPES = [
  { type: "phone", named: ["phone", "mobile", "电话"] },
  { type: "date", named: ["date", "due", "日期"] },
  { type: "number", named: ["number", "数量"] },
  { type: "text", named: [] },
];

test.each([
  ["电话", "phone"], ["Mobile phone", "phone"], ["Due date", "date"], ["签约日期", "date"], ["Phone number", "number"], ["Candidate", null], ["", null],
])("a field called %s suggests %s", (name, type) => expect(typeNamed(name, TYPES)).toBe(type));

test("only what is offered is suggested", () => expect(typeNamed("电话", TYPES.slice(1))).toBeNull());
