/** How a form is laid out: pages, runs of tabs, sections with columns; and the edits that arrange it. */
import type { FormDef, LayoutSection } from "@/api/types";
import { at, listAt } from "./tree";
import type { Definition, Edit } from "./types";

/** Where something is dropped: beside a field, or at the end of a section. */
export interface Place {
  readonly section: string;
  readonly field: string | null;
  readonly zone: "before" | "after" | "left" | "right" | "end";
}

export const sectionPath = (form: string, section: string): string => `form/${form}/layout/${section}`;
export const itemsPath = (form: string, section: string): string => `${sectionPath(form, section)}/items`;
export const fieldPath = (form: string, field: string): string => `form/${form}/fields/${field}`;

export const sectionOf = (form: FormDef, field: string): LayoutSection | undefined => form.layout.find((section) => section.items.includes(field));

/** Edits of a layout that nobody has written yet begin with writing it as it is shown. */
export function withLayout(definition: Definition, form: FormDef, edits: readonly Edit[]): Edit[] {
  if (listAt(definition, `form/${form.id}/layout`).length > 0) return [...edits];
  const shown = form.layout.map((section) => ({ id: section.id, ...(section.label && section.label !== form.label ? { label: section.label } : {}), columns: section.columns, items: section.items }));
  return [{ op: "set", at: `form/${form.id}/layout`, to: shown }, ...edits];
}

/** The item before a place in its section; null for the first place, undefined for the end. */
export function afterOf(form: FormDef, place: Place, moving: string | null): string | null | undefined {
  if (place.field === null || place.zone === "end") return undefined;
  if (place.zone === "after" || place.zone === "right") return place.field;
  const items = (form.layout.find((section) => section.id === place.section)?.items ?? []).filter((item) => item !== moving);
  const index = items.indexOf(place.field);
  return index <= 0 ? null : (items[index - 1] ?? null);
}

/** Dropped at the side of a field: its section gets a second column. */
function besideEdits(form: FormDef, place: Place): Edit[] {
  const section = form.layout.find((one) => one.id === place.section);
  if ((place.zone !== "left" && place.zone !== "right") || !section || section.columns > 1) return [];
  return [{ op: "set", at: `${sectionPath(form.id, place.section)}/columns`, to: 2 }];
}

/** A field that stands in the form goes to a place; one that no section names is put there. */
export function moveEdits(definition: Definition, form: FormDef, field: string, place: Place): Edit[] {
  if (place.field === field) return [];
  const from = sectionOf(form, field)?.id;
  const after = afterOf(form, place, field);
  const items = itemsPath(form.id, place.section);
  const put = after === undefined ? {} : { after };
  const move: Edit = from === undefined ? { op: "insert", at: items, item: field, ...put } : { op: "move", at: itemsPath(form.id, from), item: field, ...(from === place.section ? {} : { to: items }), ...put };
  const beside = besideEdits(form, place);
  if (beside.length === 0 && from === place.section && isSame(form, field, after)) return [];
  return withLayout(definition, form, [...beside, move]);
}

function isSame(form: FormDef, field: string, after: string | null | undefined): boolean {
  const items = sectionOf(form, field)?.items ?? [];
  const index = items.indexOf(field);
  return after === undefined ? index === items.length - 1 : (items[index - 1] ?? null) === after;
}

/** One step up or down, over the edge of the section into the next one. */
export function stepPlace(form: FormDef, field: string, by: 1 | -1): Place | null {
  const section = sectionOf(form, field);
  if (!section) return null;
  const index = section.items.indexOf(field);
  const neighbour = section.items[index + by];
  if (neighbour) return { section: section.id, field: neighbour, zone: by > 0 ? "after" : "before" };
  const next = form.layout[form.layout.indexOf(section) + by];
  if (!next) return null;
  const first = next.items[0];
  return by > 0 && first ? { section: next.id, field: first, zone: "before" } : { section: next.id, field: null, zone: "end" };
}

/** An id for a new section that no other bears. */
export function freeSectionId(form: FormDef, definition: Definition): string {
  const taken = new Set(form.layout.map((section) => section.id));
  const prefix = typeof at(definition, "app/template") === "string" ? "x_" : "";
  for (let n = 1; ; n += 1) if (!taken.has(`${prefix}section_${n}`)) return `${prefix}section_${n}`;
}

/** A section goes; its fields stay, at the end of the one before (or after) it. */
export function removeSectionEdits(definition: Definition, form: FormDef, section: string): Edit[] {
  const index = form.layout.findIndex((one) => one.id === section);
  const heir = form.layout[index - 1] ?? form.layout[index + 1];
  if (index < 0 || !heir) return [];
  const moves = (form.layout[index]?.items ?? []).map((item): Edit => ({ op: "move", at: itemsPath(form.id, section), item, to: itemsPath(form.id, heir.id) }));
  return withLayout(definition, form, [...moves, { op: "remove", at: sectionPath(form.id, section) }]);
}
