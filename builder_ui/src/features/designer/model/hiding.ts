/** What a form's logic says about whether its parts are there. */
import { treeAt } from "./tree";
import type { Definition, Tree } from "./types";

export interface Hiding {
  readonly rule: string;
  /** It is there only when the condition holds, or gone when it does; `section`: the same of the section around it. */
  readonly how: "shown_when" | "hidden_when";
  readonly when: string;
}

const lists = (rule: Tree, key: string, field: string): boolean => Array.isArray(rule[key]) && rule[key].includes(field);

export function hidingOf(definition: Definition, form: string, field: string): Hiding[] {
  return Object.entries(treeAt(definition, `form/${form}/logic`)).flatMap(([rule, value]): Hiding[] => {
    const tree = value as Tree;
    const when = String(tree.when ?? "");
    if (lists(tree, "show", field)) return [{ rule, how: "shown_when", when }];
    return lists(tree, "hide", field) ? [{ rule, how: "hidden_when", when }] : [];
  });
}
