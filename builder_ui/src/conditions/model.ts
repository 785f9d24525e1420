/** Conditions that people click together: a tree of groups, its changes, its expression text and its sentence. */

export type Join = "and" | "or";

/** A person or a day that is known only when the condition is asked. */
export type Relative = { readonly name: "me" } | { readonly name: "today"; readonly days: number };

export type Literal = string | number | boolean;
export type Operand = Literal | readonly Literal[] | Relative | null;

export interface Condition {
  readonly kind: "condition";
  readonly key: number;
  readonly field: string;
  readonly operator: string;
  readonly value: Operand;
}

export interface Group {
  readonly kind: "group";
  readonly key: number;
  readonly join: Join;
  readonly items: readonly Item[];
}

export type Item = Condition | Group;

/** How many values an operator takes. */
export const ARITY: Readonly<Record<string, "none" | "one" | "many">> = {
  "=": "one",
  "<>": "one",
  ">": "one",
  ">=": "one",
  "<": "one",
  "<=": "one",
  contains: "one",
  not_contains: "one",
  starts_with: "one",
  ends_with: "one",
  within: "one",
  not_within: "one",
  has: "one",
  has_not: "one",
  in: "many",
  not_in: "many",
  is_empty: "none",
  is_not_empty: "none",
};

let lastKey = 0;

export function condition(field: string, operator: string, value: Operand = null): Condition {
  lastKey += 1;
  return { kind: "condition", key: lastKey, field, operator, value };
}

export function group(join: Join, items: readonly Item[] = []): Group {
  lastKey += 1;
  return { kind: "group", key: lastKey, join, items };
}

export const NOTHING: Group = { kind: "group", key: 0, join: "and", items: [] };

export function isRelative(value: Operand): value is Relative {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A condition counts once it has what its operator needs; unfinished ones are left out of the expression. */
export function isFinished(item: Condition): boolean {
  const arity = ARITY[item.operator];
  if (arity === undefined || item.field === "") return false;
  if (arity === "none") return true;
  if (arity === "many") return Array.isArray(item.value) && item.value.length > 0;
  return item.value !== null && item.value !== "" && !Array.isArray(item.value);
}

/** The tree without unfinished conditions and empty groups; a group of one item is that item. */
export function finished(tree: Group): Group {
  return { ...tree, items: tree.items.flatMap((item) => prune(item)) };
}

function prune(item: Item): Item[] {
  if (item.kind === "condition") return isFinished(item) ? [item] : [];
  const items = item.items.flatMap((child) => prune(child));
  const [only] = items;
  if (only === undefined) return [];
  return items.length === 1 ? [only] : [{ ...item, items }];
}

export function countOf(tree: Group): number {
  return tree.items.reduce((sum, item) => sum + (item.kind === "group" ? countOf(item) : isFinished(item) ? 1 : 0), 0);
}

// Changes: each gives a new tree; what is not on the way stays the same object.

function change(tree: Group, key: number, to: (item: Item) => Item | null): Group {
  if (tree.key === key) {
    const changed = to(tree);
    return changed?.kind === "group" ? changed : NOTHING;
  }
  const items = tree.items.flatMap((item): Item[] => {
    if (item.key === key) {
      const changed = to(item);
      return changed ? [changed] : [];
    }
    if (item.kind === "condition") return [item];
    const changed = change(item, key, to);
    return changed.items.length > 0 || item.items.length === 0 ? [changed] : [];
  });
  const same = items.length === tree.items.length && items.every((item, index) => item === tree.items[index]);
  return same ? tree : { ...tree, items };
}

export function replace(tree: Group, key: number, next: Item): Group {
  return change(tree, key, () => next);
}

/** Removes an item; a group that becomes empty by it goes too. */
export function remove(tree: Group, key: number): Group {
  return change(tree, key, () => null);
}

/** Adds to the group with this key, or to the tree itself. */
export function add(tree: Group, key: number, added: Item): Group {
  return change(tree, key, (item) => (item.kind === "group" ? { ...item, items: [...item.items, added] } : item));
}

export function setJoin(tree: Group, key: number, join: Join): Group {
  return change(tree, key, (item) => (item.kind === "group" ? { ...item, join } : item));
}
