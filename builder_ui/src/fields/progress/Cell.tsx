import { hueOf } from "@/ui/Tag";
import type { CellProps } from "../contract";
import { isEmptyValue } from "../contract";
import { SHARE } from "../percent";
import { colorOf, shareOf } from "./index";
import css from "./progress.module.css";

export function Cell({ field, value }: CellProps) {
  if (isEmptyValue(value)) return null;
  const color = colorOf(value, field);
  return (
    <span className={css.cell}>
      <span className={css.track} aria-hidden="true"><span className={css.bar} style={{ width: `${shareOf(value) * 100}%`, background: color ? `var(--tag-${hueOf(color)}-solid)` : undefined }} /></span>
      <span className="num">{SHARE.format(value)}</span>
    </span>
  );
}
