/** The tree of a definition: what stands at a path, and the tree with an edit applied. Nothing is changed in place. */
import type { Json } from "@/api/types";
import type { Definition, Edit, Tree } from "./types";

const isTree = (value: Json | undefined): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** How an item of a list is called: its id, or what it says. */
export const nameOf = (item: Json): string => (isTree(item) ? String(item.id ?? "") : String(item));

export const stepsOf = (path: string): string[] => path.split("/");

function child(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return value.find((item) => nameOf(item) === step);
  return isTree(value) ? value[step] : undefined;
}

/** What stands at `form/customer/fields/name`; undefined where nothing does. */
export function at(definition: Definition, path: string): Json | undefined {
  return stepsOf(path).reduce<Json | undefined>((value, step) => child(value, step), definition as Tree);
}

export const treeAt = (definition: Definition, path: string): Tree => {
  const found = at(definition, path);
  return isTree(found) ? found : {};
};

export const listAt = (definition: Definition, path: string): readonly Json[] => {
  const found = at(definition, path);
  return Array.isArray(found) ? found : [];
};

/** The same value with another one at the steps below it; undefined takes it out. */
function changed(value: Json | undefined, steps: readonly string[], to: (old: Json | undefined) => Json | undefined): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return to(value);
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      if (nameOf(item) !== step) return [item];
      const next = changed(item, rest, to);
      return next === undefined ? [] : [next];
    });
  }
  const next = changed(isTree(value) ? value[step] : undefined, rest, to);
  const others = isTree(value) ? value : {};
  if (next === undefined) return Object.fromEntries(Object.entries(others).filter(([key]) => key !== step));
  return { ...others, [step]: next };
}

const write = (definition: Definition, path: string, to: (old: Json | undefined) => Json | undefined): Definition => changed(definition as Tree, stepsOf(path), to) as Definition;

/** A list with an item behind another; `after` null: first, undefined (or unknown): last. */
export function placed(list: readonly Json[], item: Json, after: string | null | undefined): Json[] {
  if (after === null) return [item, ...list];
  const place = list.findIndex((one) => nameOf(one) === after);
  return place < 0 ? [...list, item] : [...list.slice(0, place + 1), item, ...list.slice(place + 1)];
}

const asList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const without = (list: readonly Json[], name: string): Json[] => list.filter((one) => nameOf(one) !== name);

/** What the screen shows until the server has answered; edits whose outcome only the server knows change nothing here. */
export function applied(definition: Definition, edit: Edit): Definition {
  switch (edit.op) {
    case "set":
      return write(definition, edit.at, () => edit.to);
    case "remove":
      return write(definition, edit.at, () => undefined);
    case "label":
      return write(definition, edit.at, () => edit.text);
    case "insert":
      return write(definition, edit.at, (list) => placed(asList(list), edit.item, edit.after));
    case "move": {
      const moved = asList(at(definition, edit.at)).find((one) => nameOf(one) === edit.item);
      if (moved === undefined) return definition;
      const taken = write(definition, edit.at, (list) => without(asList(list), edit.item));
      return write(taken, edit.to ?? edit.at, (list) => placed(asList(list), moved, edit.after));
    }
    case "delete_field": {
      const gone = write(definition, `form/${edit.form}/fields/${edit.field}`, () => undefined);
      const layout = asList(at(gone, `form/${edit.form}/layout`)).map((section) => (isTree(section) ? { ...section, items: without(asList(section.items), edit.field) } : section));
      return layout.length > 0 ? write(gone, `form/${edit.form}/layout`, () => layout) : gone;
    }
    case "delete_object":
      return write(definition, edit.at, () => undefined);
    default:
      return definition;
  }
}

/** The first path below `start` at which two definitions differ; null when they do not. */
export function firstDifference(before: Definition, after: Definition, start: string): string | null {
  const walk = (a: Json | undefined, b: Json | undefined, path: string): string | null => {
    if (a === b) return null;
    if (isTree(a) && isTree(b)) {
      for (const key of new Set([...Object.keys(b), ...Object.keys(a)])) {
        const found = walk(a[key], b[key], `${path}/${key}`);
        if (found) return found;
      }
      return null;
    }
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => nameOf(item) === nameOf(b[index] ?? null))) {
      for (const [index, item] of a.entries()) {
        const found = walk(item, b[index], `${path}/${nameOf(item)}`);
        if (found) return found;
      }
      return null;
    }
    return JSON.stringify(a) === JSON.stringify(b) ? null : path;
  };
  return walk(at(before, start), at(after, start), start);
}
