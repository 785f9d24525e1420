import { expect, it } from "vitest";
import en from "@/i18n/locales/en/record.json";
import { said, sorted } from "./conditions";
import type { Condition, Part } from "./types";

const formula = { text: "{Stage} = 'Lost'" } as Part;
const condition = (effect: Condition["effect"], holds: boolean | null, more: Partial<Condition> = {}): Condition => ({ effect, holds, message: null, formula, ...more });
const EFFECTS = ["show", "hide", "require", "readonly", "error", "section"] as const;

it.each(EFFECTS.flatMap((effect) => [true, false, null].map((holds) => [effect, holds] as const)))("%s that holds: %s has a sentence", (effect, holds) => {
  expect(en.why.effect).toHaveProperty(said(condition(effect, holds)));
  if (holds === true) expect(en.why.effect).toHaveProperty(said(condition(effect, true, { formula: null })));
});

it("what makes the field what it is comes first", () => {
  const all = [condition("require", false), condition("show", true), condition("hide", true), condition("section", false), condition("error", null)];
  expect(sorted(all).map((one) => one.effect)).toEqual(["hide", "section", "require", "show", "error"]);
});
