/** What is selected: a rectangle between the cell where it began and the cell that has the focus. */
import { clampCell, type Cell, type GridSize } from "./coords";

export interface Selection {
  readonly anchor: Cell;
  readonly focus: Cell;
}

export interface Rect {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function at(cell: Cell): Selection {
  return { anchor: cell, focus: cell };
}

/** Moves the focus; with `extend` the anchor stays, so that the rectangle grows. */
export function moveTo(selection: Selection | null, cell: Cell, extend: boolean): Selection {
  return extend && selection ? { anchor: selection.anchor, focus: cell } : at(cell);
}

export function rectOf({ anchor, focus }: Selection): Rect {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.col, focus.col),
    right: Math.max(anchor.col, focus.col),
  };
}

export function isSingle({ anchor, focus }: Selection): boolean {
  return anchor.row === focus.row && anchor.col === focus.col;
}

export function contains(rect: Rect, row: number, col: number): boolean {
  return row >= rect.top && row <= rect.bottom && col >= rect.left && col <= rect.right;
}

export function selectAll(size: GridSize): Selection | null {
  if (size.rows === 0 || size.cols === 0) return null;
  return { anchor: { row: 0, col: 0 }, focus: { row: size.rows - 1, col: size.cols - 1 } };
}

/** Keeps a selection inside a grid that has shrunk; null when nothing is left. */
export function clampSelection(selection: Selection | null, size: GridSize): Selection | null {
  if (!selection || size.rows === 0 || size.cols === 0) return null;
  return { anchor: clampCell(selection.anchor, size), focus: clampCell(selection.focus, size) };
}

/** Cells as tab separated text, quoted the way spreadsheets do. */
export function toTsv(cells: readonly (readonly string[])[]): string {
  return cells
    .map((row) => row.map((text) => (/["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join("\t"))
    .join("\n");
}
