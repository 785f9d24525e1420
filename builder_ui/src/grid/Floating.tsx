import type { ReactNode } from "react";
import css from "./DataGrid.module.css";

interface FloatingProps {
  /** Column that it lies over. */
  column: string;
  top: number;
  left: number;
  width: number;
  height: number;
  /** Over a frozen column: it stays while the others scroll to the side. */
  pinned: boolean;
  /** The editor has come and has the focus. */
  onFocus: (editor: Element) => void;
  children: ReactNode;
}

/** A layer above a cell, never smaller than it: the editor, or what an input method composes. */
export function Floating({ column, top, left, width, height, pinned, onFocus, children }: Readonly<FloatingProps>) {
  const box = (
    <div className={css.editor} data-editor={column} style={{ top, left, minWidth: width, height }} onFocus={(event) => onFocus(event.target)}>
      {children}
    </div>
  );
  return pinned ? <div className={css.pin}>{box}</div> : box;
}
