import type { CellProps } from "../contract";
import { filesOf } from "../file";
import { Picture } from "./Picture";
import css from "./image.module.css";

const MOST = 4;

export function Cell({ value }: CellProps) {
  const files = filesOf(value);
  return (
    <span className={css.cell}>
      {files.slice(0, MOST).map((one) => <Picture key={one.id} file={one} size="small" />)}
      {files.length > MOST && <span className="muted small num">+{files.length - MOST}</span>}
    </span>
  );
}
