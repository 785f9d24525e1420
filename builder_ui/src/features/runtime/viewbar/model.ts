/** The state of a record list as it stands in the address, and what follows from it for columns and queries. */
import type { SortKey } from "@/lib/sort";
import type { ListSearch } from "./address";

export type { SortKey } from "@/lib/sort";
export { parseSort, sortText } from "@/lib/sort";
export type { ListSearch } from "./address";
export { readSearch } from "./address";

/** Sorting by a column header: the column becomes the only key; asked again for the same direction it is let go. */
export function toggleSort(keys: readonly SortKey[], field: string, desc: boolean): SortKey[] {
  const [only] = keys;
  return keys.length === 1 && only?.field === field && only.desc === desc ? [] : [{ field, desc }];
}

/** Columns that show: the view's without the hidden ones, then those added; only fields that exist. */
export function shownColumns(
  viewColumns: readonly string[],
  fields: string | undefined,
  exists: (field: string) => boolean,
): string[] {
  const shown = viewColumns.filter(exists);
  for (const mark of (fields ?? "").split(",")) {
    const field = mark.slice(1);
    if (!exists(field)) continue;
    const index = shown.indexOf(field);
    if (mark.startsWith("-") && index >= 0 && shown.length > 1) shown.splice(index, 1);
    if (mark.startsWith("+") && index < 0) shown.push(field);
  }
  return shown;
}

/** The address mark of which columns differ from the view's; undefined when none does. */
export function fieldMarks(viewColumns: readonly string[], shown: readonly string[]): string | undefined {
  const marks = [
    ...viewColumns.filter((field) => !shown.includes(field)).map((field) => `-${field}`),
    ...shown.filter((field) => !viewColumns.includes(field)).map((field) => `+${field}`),
  ];
  return marks.length > 0 ? marks.join(",") : undefined;
}

/** Whether the list shows something else than the view says. */
export function isChanged(search: ListSearch): boolean {
  return Boolean(search.where ?? search.sort ?? search.search ?? search.fields ?? search.all);
}

/** Width of a tab with this label in pixels, near enough to decide which ones fit. */
function tabWidth(label: string): number {
  return [...label].reduce((sum, sign) => sum + (sign > "\u2e80" ? 13 : 7.2), 44);
}

const MORE = 96;

/** Which tabs fit into a width, by index; the current one is always among them, the others wait in a menu. */
export function fittingTabs(
  labels: readonly string[],
  current: number,
  width: number,
): { shown: number[]; rest: number[] } {
  const all = labels.map((_, index) => index);
  const widths = labels.map(tabWidth);
  if (widths.reduce((sum, one) => sum + one, 0) <= width) return { shown: all, rest: [] };
  let room = width - MORE - (widths[current] ?? 0);
  const shown = new Set(current >= 0 ? [current] : []);
  for (const index of all) {
    if (shown.has(index)) continue;
    room -= widths[index] ?? 0;
    if (room < 0) break;
    shown.add(index);
  }
  return { shown: all.filter((index) => shown.has(index)), rest: all.filter((index) => !shown.has(index)) };
}
