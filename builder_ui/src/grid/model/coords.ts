/** Arithmetic of rows and columns: offsets, what is in sight, how far to scroll. No DOM, no React. */

export interface Cell {
  readonly row: number;
  readonly col: number;
}

export interface GridSize {
  readonly rows: number;
  readonly cols: number;
}

/** Left edges of the columns; one longer than `widths`, the last one is the total width. */
export function offsetsOf(widths: readonly number[]): number[] {
  const offsets = [0];
  let left = 0;
  for (const width of widths) {
    left += width;
    offsets.push(left);
  }
  return offsets;
}

/**
 * The columns that meet [scrollLeft, scrollLeft + viewport), beside the frozen ones that always show.
 * `first` > `last` means none. `overscan` more on both sides.
 */
export function columnsInSight(
  offsets: readonly number[],
  frozen: number,
  scrollLeft: number,
  viewport: number,
  overscan = 1,
): { first: number; last: number } {
  const count = offsets.length - 1;
  const from = scrollLeft + (offsets[frozen] ?? 0);
  const to = scrollLeft + viewport;
  let first = frozen;
  while (first < count - 1 && (offsets[first + 1] ?? 0) <= from) first += 1;
  let last = first;
  while (last < count - 1 && (offsets[last + 1] ?? 0) < to) last += 1;
  return { first: Math.max(frozen, first - overscan), last: Math.min(count - 1, last + overscan) };
}

/** Where to scroll so that column `col` is wholly in sight beside the frozen ones; the old place when it is already. */
export function scrollLeftFor(
  offsets: readonly number[],
  frozen: number,
  col: number,
  scrollLeft: number,
  viewport: number,
): number {
  if (col < frozen) return scrollLeft;
  const left = offsets[col] ?? 0;
  const right = offsets[col + 1] ?? left;
  const covered = offsets[frozen] ?? 0;
  if (left < scrollLeft + covered) return Math.max(0, left - covered);
  if (right > scrollLeft + viewport) return Math.max(0, Math.min(left - covered, right - viewport));
  return scrollLeft;
}

export function clampCell(cell: Cell, size: GridSize): Cell {
  return {
    row: Math.max(0, Math.min(size.rows - 1, cell.row)),
    col: Math.max(0, Math.min(size.cols - 1, cell.col)),
  };
}

export const MIN_COLUMN = 64;
export const MAX_COLUMN = 800;

export function clampWidth(width: number): number {
  return Math.round(Math.max(MIN_COLUMN, Math.min(MAX_COLUMN, width)));
}
