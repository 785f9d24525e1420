/** From a key press to what the grid does: one pure table, so that every key is tested without a browser. */
import { clampCell, type Cell, type GridSize } from "./coords";

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  /** An input method is composing: every key belongs to it. */
  readonly composing: boolean;
}

export type Command =
  | { readonly kind: "move"; readonly to: Cell; readonly extend: boolean }
  /** `text` replaces the value; null keeps it and edits it. */
  | { readonly kind: "edit"; readonly text: string | null }
  | { readonly kind: "clear" }
  | { readonly kind: "open" }
  | { readonly kind: "selectAll" }
  | { readonly kind: "leave" }
  /** Up from the first row, or Alt+Up: to the header of the focused column. */
  | { readonly kind: "header" };

export interface GridPlace extends GridSize {
  /** Rows that fit into the viewport: a page. */
  readonly page: number;
  /** The focused cell; null before anything was focused. */
  readonly focus: Cell | null;
  /** Only a rectangle of one cell is left by Escape; a larger one shrinks first. */
  readonly single: boolean;
}

function move(to: Cell, extend: boolean, size: GridSize): Command {
  return { kind: "move", to: clampCell(to, size), extend };
}

function arrow(press: KeyPress, { row, col }: Cell, size: GridSize): Cell | null {
  switch (press.key) {
    case "ArrowUp":
      return { row: press.ctrl ? 0 : row - 1, col };
    case "ArrowDown":
      return { row: press.ctrl ? size.rows - 1 : row + 1, col };
    case "ArrowLeft":
      return { row, col: press.ctrl ? 0 : col - 1 };
    case "ArrowRight":
      return { row, col: press.ctrl ? size.cols - 1 : col + 1 };
    case "Home":
      return { row: press.ctrl ? 0 : row, col: 0 };
    case "End":
      return { row: press.ctrl ? size.rows - 1 : row, col: size.cols - 1 };
    default:
      return null;
  }
}

/** Tab runs through the cells row by row; null at both ends, where the focus leaves the grid. */
export function tabFrom({ row, col }: Cell, back: boolean, size: GridSize): Cell | null {
  const index = row * size.cols + col + (back ? -1 : 1);
  if (index < 0 || index >= size.rows * size.cols) return null;
  return { row: Math.floor(index / size.cols), col: index % size.cols };
}

/** What a key does while no cell is being edited; null = not ours, leave it to the browser. */
export function commandOf(press: KeyPress, place: GridPlace): Command | null {
  if (press.composing || place.rows === 0 || place.cols === 0) return null;
  const focus = place.focus ?? { row: 0, col: 0 };
  if (press.key === "ArrowUp" && focus.row === 0 && !press.shift && !press.ctrl) return { kind: "header" };
  const to = press.alt ? null : arrow(press, focus, place);
  if (to) return move(to, press.shift, place);
  if (press.ctrl && !press.alt) {
    // Copying stays the browser's: its own event carries the clipboard without asking for a permission.
    return press.key.toLowerCase() === "a" ? { kind: "selectAll" } : null;
  }
  switch (press.key) {
    case "PageUp":
      return move({ row: focus.row - place.page, col: focus.col }, press.shift, place);
    case "PageDown":
      return move({ row: focus.row + place.page, col: focus.col }, press.shift, place);
    case "Tab": {
      const next = tabFrom(focus, press.shift, place);
      return next && { kind: "move", to: next, extend: false };
    }
    case "Enter":
    case "F2":
      return { kind: "edit", text: null };
    case "ArrowDown":
      return press.alt ? { kind: "edit", text: null } : null;
    case "ArrowUp":
      return press.alt ? { kind: "header" } : null;
    case "Delete":
    case "Backspace":
      return { kind: "clear" };
    case " ":
      return { kind: "open" };
    case "Escape":
      return place.single ? { kind: "leave" } : { kind: "move", to: focus, extend: false };
    default:
      // One character that can be typed; named keys are longer.
      return !press.alt && [...press.key].length === 1 ? { kind: "edit", text: press.key } : null;
  }
}

export type CommitBy = "enter" | "tab" | "shift-enter" | "shift-tab" | "blur";

/** Where the focus goes when an edit is committed: Enter down, Tab along the row; it stays at the ends. */
export function afterCommit(cell: Cell, by: CommitBy, size: GridSize): Cell {
  switch (by) {
    case "enter":
      return clampCell({ row: cell.row + 1, col: cell.col }, size);
    case "shift-enter":
      return clampCell({ row: cell.row - 1, col: cell.col }, size);
    case "tab":
      return tabFrom(cell, false, size) ?? cell;
    case "shift-tab":
      return tabFrom(cell, true, size) ?? cell;
    default:
      return cell;
  }
}
