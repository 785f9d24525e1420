import type { CellProps } from "../contract";
import css from "./json.module.css";

export function Cell({ value }: CellProps) {
  if (value === null || value === undefined) return null;
  return <span className={`cut ${css.line}`}>{JSON.stringify(value)}</span>;
}
