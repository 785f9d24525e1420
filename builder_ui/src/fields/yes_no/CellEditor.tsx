import { useEffect } from "react";
import type { CellEditorProps } from "../contract";

/** Nothing to open: starting to edit turns the value over. */
export function CellEditor({ value, onCommit }: CellEditorProps) {
  useEffect(() => onCommit(value !== true, "stay"), [value, onCommit]);
  return null;
}
