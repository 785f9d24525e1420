import type { MouseEvent, PointerEvent } from "react";
import type { Cell } from "./model/coords";
import type { Selection } from "./model/selection";

interface PointerActions {
  chosen: Selection | null;
  editing: boolean;
  select: (selection: Selection) => void;
  /** Selects a cell and takes the keyboard focus. */
  go: (cell: Cell, extend?: boolean) => void;
  edit: (cell: Cell) => void;
  open: (row: number) => void;
}

function placeOf(target: EventTarget): Cell | null {
  if (!(target instanceof Element)) return null;
  const cell = target.closest<HTMLElement>("[data-c]");
  const row = cell?.closest<HTMLElement>("[data-r]");
  return cell && row ? { row: Number(row.dataset.r), col: Number(cell.dataset.c) } : null;
}

/** Mouse and touch on the cells: press selects, dragging extends, a double click (a second tap) edits. */
export function usePointer({ chosen, editing, select, go, edit, open }: PointerActions) {
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      const cell = placeOf(event.target);
      // A finger may be about to scroll: it selects when it is lifted.
      if (!cell || event.button !== 0 || event.pointerType === "touch") return;
      if (event.target instanceof Element && event.target.closest("a[href]")) return;
      event.preventDefault();
      go(cell, event.shiftKey);
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => {
      if (event.buttons !== 1 || event.pointerType === "touch" || editing || !chosen) return;
      const cell = placeOf(event.target);
      if (!cell || (cell.row === chosen.focus.row && cell.col === chosen.focus.col)) return;
      select({ anchor: chosen.anchor, focus: cell });
    },
    onClick: (event: MouseEvent<HTMLDivElement>) => {
      if (!(event.target instanceof Element)) return;
      const expand = event.target.closest("[data-expand]")?.closest<HTMLElement>("[data-r]");
      if (expand) {
        open(Number(expand.dataset.r));
        return;
      }
      const cell = placeOf(event.target);
      if (!cell || (event.nativeEvent as globalThis.PointerEvent).pointerType !== "touch") return;
      const again = chosen?.focus.row === cell.row && chosen.focus.col === cell.col;
      go(cell);
      if (again) edit(cell);
    },
    onDoubleClick: (event: MouseEvent<HTMLDivElement>) => {
      const cell = placeOf(event.target);
      if (cell) edit(cell);
    },
  };
}
