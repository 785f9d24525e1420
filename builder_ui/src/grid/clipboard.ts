import type { Rect } from "./model/selection";
import { toTsv } from "./model/selection";
import type { GridColumn, GridRow } from "./types";

/** The loaded cells of a rectangle as spreadsheets take them. */
export function copyText<R extends GridRow>(
  rect: Rect,
  columns: readonly GridColumn<R>[],
  rowAt: (index: number) => R | undefined,
): string {
  const lines: string[][] = [];
  for (let row = rect.top; row <= rect.bottom; row += 1) {
    const record = rowAt(row);
    if (record) lines.push(columns.slice(rect.left, rect.right + 1).map((column) => column.text(record)));
  }
  return toTsv(lines);
}
