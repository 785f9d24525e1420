import type { FieldDef, FormDef, Values } from "@/api/types";
import type { FieldPlace } from "../contract";
import { linkedOf } from "./titles";

/** What a picker tells about the record that asks, so that only what its relation's `where` allows is offered. */
export type Asking = Readonly<Record<string, string>>;

/** Only what is known: what is left out counts as stored, or as its default. */
const chosen = (values: Values, names: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(names.filter((name) => values[name] !== undefined).map((name) => [name, values[name]])));

/** Null where nothing is narrowed: a relation without a condition, a place without a record (a filter). */
export function askingOf(field: FieldDef, place: FieldPlace): Asking | null {
  const { asks } = field.settings;
  if (!asks || !place.values) return null;
  const path = place.row ? `${place.row.subform}.${field.id}` : field.id;
  return {
    asking: `${place.app}/${place.form}/${path}`,
    ...(place.record !== null && { record: String(place.record) }),
    values: chosen(place.values, asks.record),
    ...(place.row && { row: chosen(place.row.values, ["id", ...asks.row]) }),
  };
}

/** Links that a new record of the target takes over from the one that asks: the customer of an order's new contact. */
export function inheritedLinks(field: FieldDef, place: FieldPlace, asking: FormDef | undefined, target: FormDef | undefined): Values {
  const links: Values = {};
  for (const name of field.settings.asks?.record ?? []) {
    const to = asking?.fields[name]?.settings.to;
    const [link] = linkedOf(place.values?.[name]);
    const same = target?.order.find((id) => target.fields[id]?.settings.to === to && target.fields[id]?.can.write && !(id in links));
    if (to && link && same) links[same] = target?.fields[same]?.settings.many ? [{ ...link }] : { ...link };
  }
  // In a subform the record around the row is what a condition on `record.id` means.
  const own = target?.order.find((id) => target.fields[id]?.settings.to === place.form && target.fields[id]?.can.write);
  if (place.row && place.record !== null && own && !(own in links)) links[own] = { id: place.record, title: String(place.values?._title ?? `#${place.record}`) };
  return links;
}

/** The labels of the fields that decide what is offered, for the text of an empty list. */
export const decidingLabels = (field: FieldDef, asking: FormDef | undefined, columns: Readonly<Record<string, FieldDef>> | undefined): string[] => [
  ...(field.settings.asks?.record ?? []).map((name) => asking?.fields[name]?.label ?? name),
  ...(field.settings.asks?.row ?? []).map((name) => columns?.[name]?.label ?? name),
];
