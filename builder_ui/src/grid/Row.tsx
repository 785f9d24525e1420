import type { CSSProperties } from "react";
import { memo } from "react";
import css from "./DataGrid.module.css";
import type { GridColumn, GridRow } from "./types";

interface RowProps<Row extends GridRow> {
  grid: string;
  index: number;
  row: Row | undefined;
  columns: readonly GridColumn<Row>[];
  offsets: readonly number[];
  frozen: number;
  /** Columns in sight beside the frozen ones. */
  first: number;
  last: number;
  top: number;
  height: number;
  gutter: number;
  width: number;
  /** Column with the focus; -1 when it is in another row. */
  focusCol: number;
  selLeft: number;
  selRight: number;
  open: boolean;
  openLabel: string;
}

export const cellId = (grid: string, row: number, col: number): string => `${grid}r${row}c${col}`;

function RowView<Row extends GridRow>(props: RowProps<Row>) {
  const { grid, index, row, columns, offsets, frozen, first, last, focusCol, selLeft, selRight } = props;
  const cell = (col: number) => {
    const column = columns[col];
    if (!column) return null;
    const style: CSSProperties = { width: column.width };
    if (col < frozen) style.left = props.gutter + (offsets[col] ?? 0);
    else if (col === first) style.marginLeft = (offsets[first] ?? 0) - (offsets[frozen] ?? 0);
    const selected = col >= selLeft && col <= selRight;
    const names = [css.cell];
    if (column.align === "right") names.push(css.right);
    if (col < frozen) names.push(css.frozen);
    if (col === frozen - 1) names.push(css.lastFrozen);
    if (selected) names.push(css.selected);
    if (col === focusCol) names.push(css.focus);
    return (
      <div
        key={column.id}
        role="gridcell"
        id={cellId(grid, index, col)}
        aria-colindex={col + 2}
        aria-selected={selected}
        aria-readonly={!column.editable || undefined}
        data-c={col}
        className={names.join(" ")}
        style={style}
      >
        {row ? column.cell(row) : <span className={css.pending} />}
      </div>
    );
  };
  const cols: number[] = [];
  for (let col = 0; col < frozen; col += 1) cols.push(col);
  for (let col = Math.max(first, frozen); col <= last; col += 1) cols.push(col);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-r={index}
      data-id={row?.id}
      data-open={props.open || undefined}
      className={css.row}
      style={{ transform: `translateY(${props.top}px)`, height: props.height, minWidth: props.width }}
    >
      <div role="rowheader" aria-colindex={1} className={css.gutter} style={{ width: props.gutter }}>
        <span className={css.number}>{index + 1}</span>
        {row && (
          <button
            type="button"
            tabIndex={-1}
            className={css.expand}
            data-expand=""
            aria-label={props.openLabel}
            title={props.openLabel}
          >
            <svg
              width="14"
              height="14"
              viewBox="0 0 24 24"
              fill="none"
              stroke="currentColor"
              strokeWidth="2"
              aria-hidden="true"
            >
              <path d="M14 5h5v5M10 19H5v-5M19 5l-6 6M5 19l6-6" />
            </svg>
          </button>
        )}
      </div>
      {cols.map(cell)}
    </div>
  );
}

/** One row; drawn again only when something in it changes. Its element is reused for other rows while scrolling. */
export const Row = memo(RowView) as typeof RowView;
