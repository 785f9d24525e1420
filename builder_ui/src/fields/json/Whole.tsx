import type { CellProps } from "../contract";
import css from "./json.module.css";

/** Indented, so that its parts can be told apart. */
export function Whole({ value }: CellProps) {
  return <pre className={`${css.line} ${css.whole}`}>{JSON.stringify(value, null, 2)}</pre>;
}
