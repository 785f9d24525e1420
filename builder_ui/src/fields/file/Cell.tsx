import { IconFile } from "@/ui/icons";
import type { CellProps } from "../contract";
import css from "../shared/editor.module.css";
import { filesOf } from "./index";

export function Cell({ value }: CellProps) {
  return (
    <span className={css.chips}>
      {filesOf(value).map((one) => (
        <span key={one.id} className={css.person}>
          <IconFile size={14} />
          <span className="cut">{one.name}</span>
        </span>
      ))}
    </span>
  );
}
