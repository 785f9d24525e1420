/** A tree of conditions as a sentence in the reader's language. */
import { finished } from "./model";
import type { Condition, Group, Item, Operand } from "./model";

/** Texts by key; i18next's `t` fits. */
export type Translate = (key: string, values?: Record<string, string>) => string;

export interface Names {
  readonly field: (field: string) => string;
  readonly value: (field: string, value: Operand) => string;
}

export function conditionSentence(item: Condition, t: Translate, names: Names): string {
  return t(`runtime:conditions.sentence.${SENTENCES[item.operator] ?? "equals"}`, {
    field: names.field(item.field),
    value: names.value(item.field, item.value),
  });
}

/** Keys of the sentences: signs can't be keys of a language file. */
export const SENTENCES: Readonly<Record<string, string>> = {
  "=": "equals",
  "<>": "differs",
  ">": "greater",
  ">=": "at_least",
  "<": "less",
  "<=": "at_most",
  contains: "contains",
  not_contains: "not_contains",
  starts_with: "starts_with",
  ends_with: "ends_with",
  within: "within",
  not_within: "not_within",
  has: "has",
  has_not: "has_not",
  in: "in",
  not_in: "not_in",
  is_empty: "is_empty",
  is_not_empty: "is_not_empty",
};

export function itemSentence(item: Item, t: Translate, names: Names, inner = false): string {
  if (item.kind === "condition") return conditionSentence(item, t, names);
  const parts = item.items.map((child) => itemSentence(child, t, names, true));
  const text = parts.join(t(`runtime:conditions.join.${item.join}`));
  return inner ? t("runtime:conditions.join.group", { text }) : text;
}

/** "Stage is Won and (Amount is more than 5,000 or Owner is me)"; "" for an empty tree. */
export function toSentence(tree: Group, t: Translate, names: Names): string {
  return itemSentence(finished(tree), t, names);
}
