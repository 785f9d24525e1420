import type { CellProps } from "../contract";
import { linkedOf } from "./titles";
import css from "./relation.module.css";

export function Cell({ value }: CellProps) {
  const linked = linkedOf(value);
  if (linked.length < 2) return <span className="cut">{linked[0]?.title ?? ""}</span>;
  return <span className={css.many}>{linked.map((one) => <span key={one.id} className={css.chip}>{one.title}</span>)}</span>;
}
