/** A form as its screens draw it, out of what is written: an edit shows at once, and a draft that cannot run yet shows too. */
import type { AppDef, FieldDef, FieldSettings, FormDef, LayoutSection } from "@/api/types";
import type { Display } from "@/lib/pages";
import { listAt, nameOf, treeAt } from "./tree";
import { optionTrees } from "./options";
import type { Definition, Tree } from "./types";

const asTree = (value: unknown): Tree => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : {});
const asText = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** A field that the server has not told of yet: nothing is known but what is written. */
const bare = (id: string, tree: Tree): FieldDef => ({ id, type: String(tree.type ?? "text"), label: id, help: null, required: false, readonly: false, computed: null, settings: {}, can: { read: true, write: true }, sortable: true, filterable: true, operators: [] });

function fieldOf(id: string, tree: Tree, known: FieldDef | undefined): FieldDef {
  const base = known && known.type === tree.type ? known : bare(id, tree);
  // A setting that is written leads; what the server filled in stays for the rest. A list that is named elsewhere is only there.
  const written = Object.fromEntries(Object.entries(tree).filter(([key, value]) => key !== "fields" && !(key === "options" && typeof value === "string")));
  const settings: FieldSettings = { ...base.settings, ...(written as FieldSettings) };
  if (Array.isArray(tree.options)) settings.options = optionTrees(tree.options) as never;
  if (tree.fields) settings.fields = Object.fromEntries(Object.entries(asTree(tree.fields)).map(([row, value]) => [row, fieldOf(row, asTree(value), base.settings.fields?.[row])]));
  return { ...base, label: asText(tree.label) ?? base.label, help: asText(tree.help), required: tree.required === true, unique: tree.unique === true, settings };
}

function sectionOf(value: unknown, fields: Readonly<Record<string, unknown>>): LayoutSection {
  const section = asTree(value);
  const items = Array.isArray(section.items) ? section.items.map(nameOf).filter((id) => id in fields) : [];
  return { id: String(section.id), label: asText(section.label), columns: typeof section.columns === "number" ? section.columns : 1, items, visible: asText(section.visible), display: (asText(section.display) ?? "section") as Display };
}

/** Undefined where the draft has no such form. */
export function designedForm(app: AppDef, definition: Definition, id: string): FormDef | undefined {
  const tree = treeAt(definition, `form/${id}`);
  if (Object.keys(tree).length === 0) return undefined;
  const known = app.forms[id];
  const written = asTree(tree.fields);
  const fields = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, fieldOf(name, asTree(value), known?.fields[name])]));
  const names = Object.keys(fields);
  const layout = listAt(definition, `form/${id}/layout`).map((section) => sectionOf(section, fields));
  const shown = layout.length > 0 ? layout : [{ id: "main", label: null, columns: names.length > 4 ? 2 : 1, items: names, visible: null, display: "section" as const }];
  const placed = shown.flatMap((section) => section.items);
  const label = asText(tree.label) ?? known?.label ?? id;
  return {
    ...(known ?? { id, icon: null, title_fields: [], related: [], views: [], can: { create: true, read: true, update: true, delete: true, export: true } }),
    label,
    label_plural: asText(tree.label_plural) ?? known?.label_plural ?? label,
    fields,
    layout: shown,
    order: [...placed, ...names.filter((name) => !placed.includes(name))],
  };
}
