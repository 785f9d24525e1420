import { describe, expect, it } from "vitest";
import type { AppDef } from "@/api/types";
import { editsBetween } from "@/setup/model";
import type { KindInfo, Tree } from "@/setup/types";
import { newWidget, placesOf, without, withPlaces, withWidget } from "./model";

const tree: Tree = { label: "Sales", widgets: { a: { type: "number", label: "A" }, b: { type: "bar", label: "B" }, c: { type: "line", label: "C" } }, layout: [{ id: "b", width: 8, height: 4 }, { id: "a" }, { id: "gone" }] };

describe("the parts of a dashboard", () => {
  it("stand in the order of the layout, the others behind", () => {
    expect(placesOf(tree)).toEqual([
      { id: "b", width: 8 },
      { id: "a", width: 6 },
      { id: "c", width: 6 },
    ]);
  });

  it("are put in order and taken away without losing what else is written of them", () => {
    const turned = withPlaces(tree, [...placesOf(tree)].reverse());
    expect(turned.layout).toEqual([
      { id: "c", width: 6 },
      { id: "a", width: 6 },
      { id: "b", width: 8, height: 4 },
    ]);
    const rest = without(tree, "b");
    expect(placesOf(rest).map((one) => one.id)).toEqual(["a", "c"]);
    expect(editsBetween("dashboard/sales", tree, rest).map((edit) => [edit.op, edit.at])).toEqual([
      ["remove", "dashboard/sales/widgets/b"],
      ["set", "dashboard/sales/layout"],
    ]);
  });

  it("begin over a form that has what they need", () => {
    const form = (id: string, type: string) => ({ id, label_plural: id, order: ["f"], can: { read: true }, fields: { f: { id: "f", type, settings: {}, can: { read: true } } } });
    const app = { forms: { plain: form("plain", "text"), staged: form("staged", "select") } } as unknown as AppDef;
    const funnel = { type: "funnel", label: "Funnel", help: null, schema: { required: ["by"], properties: { by: { type: "string" } } } } as KindInfo;
    const made = newWidget(funnel, app, tree);
    expect(made).toEqual({ id: "x_funnel_1", widget: { type: "funnel", label: "Funnel: staged", form: "staged", value: "count()", by: "f" } });
    const added = withWidget(tree, made?.id ?? "", made?.widget ?? {});
    expect(placesOf(added).map((one) => one.id)).toEqual(["b", "a", "c", "x_funnel_1"]);
    expect(newWidget(funnel, app, added)?.id).toBe("x_funnel_2");
  });
});
