import { describe, expect, test } from "vitest";
import type { AppDef, FormDef } from "@/api/types";
import { pagesOf } from "@/lib/pages";
import { designedForm } from "./designed";
import { hidingOf } from "./hiding";
import { afterOf, moveEdits, removeSectionEdits, stepPlace, withLayout } from "./layout";
import { freeOptionId, labelsOf, withLabels } from "./options";
import { propertiesOf, shapeOf } from "./properties";
import { slotOf, slotsOf } from "./slots";
import { applied, at, firstDifference } from "./tree";
import type { Definition, Edit, FieldTypeInfo } from "./types";

const definition: Definition = {
  app: { id: "shop", label: "Shop" },
  form: {
    order: {
      id: "order",
      label: "Order",
      fields: { no: { type: "serial", label: "No." }, customer: { type: "text", label: "Customer", required: true }, total: { type: "money", label: "Total" }, note: { type: "long_text", label: "Note" } },
      logic: { note_when_big: { when: "total > 100", show: ["note"] }, secret: { when: "total < 0", hide: ["customer"] } },
      layout: [
        { id: "main", label: "Main", columns: 2, items: ["no", "customer"] },
        { id: "more", label: "More", columns: 1, items: ["total"] },
      ],
    },
    plain: { id: "plain", label: "Plain", fields: { a: { type: "text", label: "A" }, b: { type: "text", label: "B" } } },
  },
};
const app = { forms: {} } as unknown as AppDef;
const form = (from: Definition = definition, id = "order"): FormDef => designedForm(app, from, id) as FormDef;
const after = (edits: readonly Edit[], from: Definition = definition): Definition => edits.reduce(applied, from);
const layout = (from: Definition, id = "order"): Record<string, readonly string[]> => Object.fromEntries(form(from, id).layout.map((section) => [section.id, section.items]));

describe("an edit of the tree", () => {
  test.each<[string, Edit, string, unknown]>([
    ["sets", { op: "set", at: "form/order/fields/no/required", to: true }, "form/order/fields/no/required", true],
    ["adds what was not there", { op: "set", at: "form/order/fields/x", to: { type: "text" } }, "form/order/fields/x/type", "text"],
    ["removes", { op: "remove", at: "form/order/fields/customer/required" }, "form/order/fields/customer/required", undefined],
    ["names", { op: "label", at: "form/order/layout/more/label", text: "Rest" }, "form/order/layout/more/label", "Rest"],
    ["puts first", { op: "insert", at: "form/order/layout/main/items", item: "note", after: null }, "form/order/layout/main/items", ["note", "no", "customer"]],
    ["puts behind another", { op: "insert", at: "form/order/layout/main/items", item: "note", after: "no" }, "form/order/layout/main/items", ["no", "note", "customer"]],
    ["puts last", { op: "insert", at: "form/order/layout/main/items", item: "note" }, "form/order/layout/main/items", ["no", "customer", "note"]],
    ["moves in a list", { op: "move", at: "form/order/layout", item: "more", after: null }, "form/order/layout/main/label", "Main"],
  ])("%s", (_what, edit, path, expected) => expect(at(applied(definition, edit), path)).toEqual(expected));

  test("leaves what it was given as it is", () => {
    const before = JSON.stringify(definition);
    after([{ op: "delete_field", form: "order", field: "no" }, { op: "move", at: "form/order/layout", item: "more", after: null }]);
    expect(JSON.stringify(definition)).toBe(before);
  });
  test("takes a deleted field out of the layout too", () => expect(layout(applied(definition, { op: "delete_field", form: "order", field: "no" })).main).toEqual(["customer"]));
  test("says first where two differ", () => {
    expect(firstDifference(definition, applied(definition, { op: "label", at: "form/order/fields/total/label", text: "Sum" }), "form/order")).toBe("form/order/fields/total/label");
    expect(firstDifference(definition, definition, "form/order")).toBeNull();
  });
});

describe("a place in the layout", () => {
  test.each([
    ["before", "customer", { main: ["no", "total", "customer"], more: [] }],
    ["after", "customer", { main: ["no", "customer", "total"], more: [] }],
    ["before", "no", { main: ["total", "no", "customer"], more: [] }],
  ] as const)("a field moves %s %s", (zone, field, expected) => expect(layout(after(moveEdits(definition, form(), "total", { section: "main", field, zone })))).toEqual(expected));

  test("a field that no section holds is put in one", () => expect(layout(after(moveEdits(definition, form(), "note", { section: "more", field: null, zone: "end" }))).more).toEqual(["total", "note"]));
  test("dropped at the side, the section gets a second column", () => {
    const moved = after(moveEdits(definition, form(), "no", { section: "more", field: "total", zone: "right" }));
    expect(at(moved, "form/order/layout/more/columns")).toBe(2);
    expect(layout(moved).more).toEqual(["total", "no"]);
  });
  test("staying where it is changes nothing", () => expect(moveEdits(definition, form(), "customer", { section: "main", field: "no", zone: "after" })).toEqual([]));
  test("a layout that nobody has written is written as it is shown", () => {
    const plain = form(definition, "plain");
    expect(layout(after(moveEdits(definition, plain, "b", { section: "main", field: "a", zone: "before" })), "plain")).toEqual({ main: ["b", "a"] });
    expect(withLayout(definition, form(), [])).toEqual([]);
  });
  test("a step goes over the edge of a section", () => {
    expect(stepPlace(form(), "customer", 1)).toEqual({ section: "more", field: "total", zone: "before" });
    expect(stepPlace(form(), "no", -1)).toBeNull();
    expect(stepPlace(form(), "customer", -1)).toEqual({ section: "main", field: "no", zone: "before" });
  });
  test("what stands before a place leaves out what is moved", () => expect(afterOf(form(), { section: "main", field: "customer", zone: "before" }, "no")).toBeNull());
  test("every gap can be reached by the keyboard", () => {
    expect(slotsOf(form(), "customer")).toHaveLength(4);
    expect(slotOf(form(), "customer")).toBe(1);
    expect(slotOf(form(), "total")).toBe(3);
  });
  test("a section that goes leaves its fields to its neighbour", () => expect(layout(after(removeSectionEdits(definition, form(), "main")))).toEqual({ more: ["total", "no", "customer"] }));
});

test("pages begin where a section says so, tabs stand together", () => {
  const section = (id: string, display?: "tab" | "page") => ({ id, ...(display ? { display } : {}) });
  const pages = pagesOf([section("a"), section("b", "tab"), section("c", "tab"), section("d", "page"), section("e")]);
  expect(pages.map((page) => page.blocks.map((block) => block.map((one) => one.id)))).toEqual([[["a"], ["b", "c"]], [["d"], ["e"]]]);
  expect(pages.map((page) => page.head?.id ?? null)).toEqual([null, "d"]);
});

test("logic that shows or hides a field is told with its condition", () => {
  expect(hidingOf(definition, "order", "note")).toEqual([{ rule: "note_when_big", how: "shown_when", when: "total > 100" }]);
  expect(hidingOf(definition, "order", "customer")).toEqual([{ rule: "secret", how: "hidden_when", when: "total < 0" }]);
  expect(hidingOf(definition, "order", "total")).toEqual([]);
});

test("fields in no section stand behind the others", () => expect(form().order).toEqual(["no", "customer", "total", "note"]));

describe("options from pasted lines", () => {
  test("each line is one", () => expect(labelsOf("Small\r\nMedium\n\n Large \nSmall")).toEqual(["Small", "Medium", "Large"]));
  test("known ones stay, new ones get ids and colours of their own", () => {
    const made = withLabels([{ id: "small", label: "Small", color: "blue" }], ["Small", "Medium", "大号", "特大"]);
    expect(made.map((one) => one.id)).toEqual(["small", "medium", "option_3", "option_4"]);
    expect(new Set(made.map((one) => one.color)).size).toBe(4);
  });
  test.each([["Won!", "won"], ["2nd class", "o_2nd_class"], ["赢单", "option_1"]])("%s is called %s", (label, id) => expect(freeOptionId(label, new Set())).toBe(id));
});

describe("the properties of a type", () => {
  const info = { type: "t", defaults: {}, schema: { properties: { label: {}, help: { type: "string" }, a: {}, b: {}, c: {}, d: {}, e: {}, unique: { type: "boolean" } }, required: ["e"] } } as unknown as FieldTypeInfo;
  test("five are shown, what is needed too, the rest is folded", () => {
    const { first, rest } = propertiesOf(info, "basic", {});
    expect(first.map((one) => one.key)).toEqual(["help", "a", "b", "c", "d", "e"]);
    expect(rest).toEqual([]);
  });
  test("checks stand apart", () => expect(propertiesOf(info, "validation", {}).first.map((one) => one.key)).toEqual(["unique"]));
  test.each([
    [{ type: "boolean" }, "flag"], [{ enum: ["a"] }, "choice"], [{ type: "array", items: { enum: ["a"] } }, "choices"], [{ type: "array", items: { type: "string" } }, "list"], [{ type: "integer" }, "number"], [{ type: "string", maxLength: 200 }, "text"], [{ type: "string", maxLength: 20000 }, "long"], [{ type: "object" }, "raw"], [{}, "raw"],
  ] as const)("%j is drawn as %s", (schema, shape) => expect(shapeOf(schema)).toBe(shape));
});
