import type { VirtualItem } from "@tanstack/react-virtual";
import css from "./DataGrid.module.css";
import type { Cell } from "./model/coords";
import type { Rect } from "./model/selection";
import { Row } from "./Row";
import type { GridColumn, GridRow } from "./types";

/** Elements that rows share while scrolling: more than fit on any screen. */
const POOL = 128;

interface BodyProps<R extends GridRow> {
  grid: string;
  items: readonly VirtualItem[];
  rows: number;
  rowAt: (index: number) => R | undefined;
  columns: readonly GridColumn<R>[];
  offsets: readonly number[];
  frozen: number;
  first: number;
  last: number;
  height: number;
  gutter: number;
  width: number;
  focus: Cell | null;
  rect: Rect | null;
  openId: number | undefined;
  openLabel: string;
}

/** The rows in sight. */
export function Body<R extends GridRow>({
  items,
  rows,
  rowAt,
  focus,
  rect,
  openId,
  ...shared
}: Readonly<BodyProps<R>>) {
  return (
    <div role="rowgroup" className={css.body} style={{ height: rows * shared.height }}>
      {items.map((item) => {
        const row = rowAt(item.index);
        const inRect = rect && item.index >= rect.top && item.index <= rect.bottom;
        return (
          <Row
            {...shared}
            key={item.index % POOL}
            index={item.index}
            row={row}
            top={item.index * shared.height}
            focusCol={focus?.row === item.index ? focus.col : -1}
            selLeft={inRect ? rect.left : -1}
            selRight={inRect ? rect.right : -2}
            open={row !== undefined && row.id === openId}
          />
        );
      })}
    </div>
  );
}
