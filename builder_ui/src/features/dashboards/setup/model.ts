/** A dashboard as it is written, and what can be done with its parts. */
import type { AppDef, FormDef, Json } from "@/api/types";
import { begun } from "@/setup/model";
import type { KindInfo, Tree } from "@/setup/types";

export interface Place {
  readonly id: string;
  readonly width: number;
}

export const WIDTHS = [3, 4, 6, 8, 12] as const;
const WIDTH = 6;

const isMap = (value: Json | undefined): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

export const widgetsOf = (tree: Tree): Readonly<Record<string, Tree>> => {
  const found = isMap(tree.widgets) ? tree.widgets : {};
  return Object.fromEntries(Object.entries(found).filter((one): one is [string, Tree] => isMap(one[1])));
};

/** All widgets in their order: first those of the layout, then the rest. */
export function placesOf(tree: Tree): Place[] {
  const widgets = widgetsOf(tree);
  const written = (Array.isArray(tree.layout) ? tree.layout : []).filter(isMap).map((one) => ({ id: String(one.id), width: Number(one.width ?? WIDTH) }));
  const placed = written.filter((one) => widgets[one.id]);
  return [...placed, ...Object.keys(widgets).filter((id) => !placed.some((one) => one.id === id)).map((id) => ({ id, width: WIDTH }))];
}

/** Puts the widgets into another order, or gives them other widths. */
export function withPlaces(tree: Tree, places: readonly Place[]): Tree {
  const written = (Array.isArray(tree.layout) ? tree.layout : []).filter(isMap);
  return { ...tree, layout: places.map(({ id, width }) => ({ ...written.find((one) => one.id === id), id, width })) };
}

export function without(tree: Tree, id: string): Tree {
  const { [id]: _gone, ...widgets } = widgetsOf(tree);
  return withPlaces({ ...tree, widgets }, placesOf(tree).filter((one) => one.id !== id));
}

export function withWidget(tree: Tree, id: string, widget: Tree): Tree {
  return withPlaces({ ...tree, widgets: { ...widgetsOf(tree), [id]: widget } }, placesOf({ ...tree, widgets: { ...widgetsOf(tree), [id]: widget } }));
}

/** What each series of a widget says for itself. */
export const IN_SERIES: readonly string[] = ["form", "where", "value", "on"];

const groupOf = (form: FormDef): string | undefined => form.order.find((id) => form.fields[id]?.can.read && form.fields[id]?.type === "select");

/** A widget that is now about another form: what it said of the fields of the one before is gone. */
export function overForm(kind: KindInfo, app: AppDef, widget: Tree): Tree {
  const { where: _where, by: _by, on: _on, ...rest } = widget;
  const form = app.forms[String(widget.form ?? "")];
  const group = form && kind.schema.required?.includes("by") ? groupOf(form) : undefined;
  return { type: kind.type, ...rest, value: "count()", ...(group ? { by: group } : {}) };
}

/** A new widget of a kind over the first form that has what it needs, and its id; null where there is none. */
export function newWidget(kind: KindInfo, app: AppDef, tree: Tree): { id: string; widget: Tree } | null {
  const taken = widgetsOf(tree);
  for (const form of Object.values(app.forms)) {
    const group = groupOf(form);
    const needsGroup = kind.schema.required?.includes("by") ?? false;
    if (!form.can.read || (needsGroup && !group)) continue;
    let n = 1;
    while (taken[`x_${kind.type}_${n}`]) n += 1;
    const rest = begun(kind.schema, form) ?? {};
    return { id: `x_${kind.type}_${n}`, widget: { type: kind.type, label: `${kind.label}: ${form.label_plural}`, ...rest, form: form.id, value: "count()", ...(needsGroup && group ? { by: group } : {}) } };
  }
  return null;
}
