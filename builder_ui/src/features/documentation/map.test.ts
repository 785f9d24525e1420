import { describe, expect, it } from "vitest";
import { columnsOf, mapOf } from "./map";

const points = (from: string, to: string) => ({ from, to, label: `${from}-${to}`, many: false });

describe("the map of relations", () => {
  it("begins with the form that most hang on, and puts what hangs on nothing last", () => {
    const relations = [points("order", "customer"), points("contact", "customer"), points("line", "order"), points("customer", "customer")];
    expect(columnsOf(["note", "line", "order", "contact", "customer"], relations)).toEqual([["order"], ["customer", "line"], ["contact"], ["note"]]);
  });

  it("draws one line for several relations between the same two forms", () => {
    const map = mapOf(["a", "b"], [points("a", "b"), { ...points("a", "b"), label: "second" }]);
    expect(map.lines.map((line) => line.labels)).toEqual([["a-b", "second"]]);
  });

  it("keeps boxes apart and inside", () => {
    const forms = Array.from({ length: 12 }, (_, at) => `f${at}`);
    const { boxes, width, height } = mapOf(forms, forms.slice(1).map((id) => points(id, "f0")));
    const places = new Set(boxes.map((box) => `${box.x} ${box.y}`));
    expect(places.size).toBe(12);
    expect(boxes.every((box) => box.x >= 0 && box.y >= 0 && box.x < width && box.y < height)).toBe(true);
  });
});
