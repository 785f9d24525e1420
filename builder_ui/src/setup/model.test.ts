import { describe, expect, it } from "vitest";
import type { FormDef, ViewDef } from "@/api/types";
import { begun, editsBetween, measureOf, newView, shifted, treeOf, withValue } from "./model";
import type { KindInfo } from "./types";

const field = (id: string, type: string, more: object = {}) => ({ id, type, label: id, settings: {}, can: { read: true, write: true }, ...more });
const form = {
  id: "task",
  title_fields: ["name"],
  order: ["name", "stage", "due", "secret"],
  fields: { name: field("name", "text"), stage: field("stage", "select"), due: field("due", "date"), secret: field("secret", "date", { can: { read: false, write: false } }) },
} as unknown as FormDef;
const board: KindInfo = {
  type: "kanban",
  label: "Board",
  help: null,
  schema: {
    required: ["lanes"],
    properties: { label: { type: "string" }, where: {}, lanes: { required: ["by"], properties: { by: { "x-means": "field", "x-types": ["select"] }, total: {} } }, card: { properties: {} } },
  },
};

describe("a new view", () => {
  it("begins with the first field that fits, and says something on its cards", () => {
    expect(newView(board, form, "Stages")).toEqual({ label: "Stages", form: "task", type: "kanban", lanes: { by: "stage" }, card: { lines: ["stage", "due"] } });
  });
  it("cannot be made of a form without such a field, nor of one that the reader may not see", () => {
    const days = { required: ["start"], properties: { start: { "x-means": "field", "x-types": ["date"] } } };
    expect(begun(days, form)).toEqual({ start: "due" });
    expect(begun(days, { ...form, order: ["name", "secret"] })).toBeNull();
  });
});

describe("edits", () => {
  const view = { id: "stages", type: "kanban", label: "Stages", where: null, columns: [], lanes: { by: "stage" } } as unknown as ViewDef;
  it("are as small as the change", () => {
    const before = treeOf(view, board);
    expect(before).toEqual({ type: "kanban", label: "Stages", lanes: { by: "stage" } });
    const after = { ...withValue(before, "label", "Phases"), where: "due < today()", lanes: { by: "stage", total: "amount" } };
    expect(editsBetween("view/stages", before, after)).toEqual([
      { op: "label", at: "view/stages/label", text: "Phases" },
      { op: "set", at: "view/stages/lanes/total", to: "amount" },
      { op: "set", at: "view/stages/where", to: "due < today()" },
    ]);
    expect(editsBetween("view/stages", after, before).map((edit) => edit.op)).toEqual(["label", "remove", "remove"]);
    expect(editsBetween("view/stages", before, before)).toEqual([]);
  });
  it("take out what is emptied", () => {
    expect(withValue({ a: 1, b: 2 }, "a", [])).toEqual({ b: 2 });
  });
  it("move one of a list by one place, never out of it", () => {
    expect(shifted(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
    expect(shifted(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  });
});

describe("a measure", () => {
  it.each([
    ["count()", { fn: "count", field: null }],
    ["SUM( amount )", { fn: "sum", field: "amount" }],
    ["sum(amount * 2)", null],
  ])("%s", (text, found) => expect(measureOf(text)).toEqual(found));
});
