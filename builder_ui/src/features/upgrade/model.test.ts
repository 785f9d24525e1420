import { describe, expect, it } from "vitest";
import type { Upgrade } from "./model";
import { keptByItself, openChoices, spoken } from "./model";

const place = (path: string) => ({ path, sentence: path, base: "a", theirs: "b", ours: "c" });
const upgrade = { choices: [{ ...place("x"), open: true }, { ...place("y"), open: true }], kept: [place("y"), place("z")] } as unknown as Upgrade;

describe("an upgrade that is looked at", () => {
  it("asks for what nobody has chosen yet", () => {
    expect(openChoices(upgrade, { x: "ours" }).map((one) => one.path)).toEqual(["y"]);
  });

  it("tells what stays by itself from what somebody chose to keep", () => {
    expect(keptByItself(upgrade).map((one) => one.path)).toEqual(["z"]);
  });

  it.each([
    [null, "–"],
    ["Name", "Name"],
    [true, "true"],
    [["a", "b"], "a, b"],
    [[{ id: "a", label: "A" }, "b"], "A, b"],
    [{ type: "text", max: 5 }, "type: text\nmax: 5"],
  ])("says %j as %s", (value, told) => {
    expect(spoken(value, "–")).toBe(told);
  });
});
