import type { Rect } from "./model/selection";
import { toTsv } from "./model/selection";
import type { DataGridProps, GridColumn, GridRow } from "./types";

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

export const mayEdit = <R extends GridRow>(row: R, column: GridColumn<R>, grid: Readonly<DataGridProps<R>>): boolean => column.editable && !grid.isClosed?.(row, column);

/** Rows that Delete empties at once; more is a batch edit. */
const MOST_CLEARED = 200;

/** Empties the cells of a rectangle that may be changed; a single one that may not says why. */
export function clearCells<R extends GridRow>(rect: Rect, grid: Readonly<DataGridProps<R>>): void {
  const single = rect.top === rect.bottom && rect.left === rect.right;
  for (let row = rect.top; row <= Math.min(rect.bottom, rect.top + MOST_CLEARED - 1); row += 1) {
    const record = grid.rowAt(row);
    for (const column of record ? grid.columns.slice(rect.left, rect.right + 1) : []) {
      if (record && mayEdit(record, column, grid)) grid.onEdit(record, column, null);
      else if (single) grid.onRefuse(column);
    }
  }
}
