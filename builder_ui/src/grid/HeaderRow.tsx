import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import { useRef } from "react";
import css from "./DataGrid.module.css";
import { clampWidth } from "./model/coords";
import type { GridColumn, GridRow } from "./types";

interface HeaderRowProps<Row extends GridRow> {
  columns: readonly GridColumn<Row>[];
  offsets: readonly number[];
  frozen: number;
  gutter: number;
  width: number;
  renderHeader: (column: GridColumn<Row>) => ReactNode;
  headerEnd?: ReactNode;
  onResize: (column: string, width: number) => void;
  resizeLabel: (column: GridColumn<Row>) => string;
  /** Down from a header: back to its cells. */
  onLeave: (col: number) => void;
}

interface HandleProps {
  label: string;
  width: number;
  onResize: (width: number) => void;
}

/** The line between two headers: dragged, or moved with the arrows once it has the focus. */
function Handle({ label, width, onResize }: Readonly<HandleProps>) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const down = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const moveBy = (event: PointerEvent<HTMLDivElement>) => {
    if (start.current) onResize(clampWidth(start.current.width + event.clientX - start.current.x));
  };
  const key = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(clampWidth(width + step));
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={64}
      aria-valuemax={800}
      tabIndex={-1}
      className={css.handle}
      onPointerDown={down}
      onPointerMove={moveBy}
      onPointerUp={() => {
        start.current = null;
      }}
      onPointerCancel={() => {
        start.current = null;
      }}
      onKeyDown={key}
    />
  );
}

export function HeaderRow<Row extends GridRow>(props: Readonly<HeaderRowProps<Row>>) {
  const row = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const buttons = [...(row.current?.querySelectorAll<HTMLElement>("button[data-header]") ?? [])];
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined) {
      buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
    } else if ((event.key === "ArrowDown" && !event.altKey) || event.key === "Escape") {
      props.onLeave(Math.min(at, props.columns.length - 1));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={css.header}
      style={{ minWidth: props.width }}
      ref={row}
      onKeyDown={onKeyDown}
    >
      <div role="columnheader" aria-colindex={1} className={css.gutter} style={{ width: props.gutter }}>
        <span aria-hidden="true">#</span>
      </div>
      {props.columns.map((column, col) => (
        <div
          key={column.id}
          role="columnheader"
          aria-colindex={col + 2}
          aria-label={column.label}
          aria-sort={column.sorted ?? undefined}
          data-col={column.id}
          className={[
            css.head,
            column.align === "right" ? css.right : "",
            col < props.frozen ? css.frozen : "",
            col === props.frozen - 1 ? css.lastFrozen : "",
          ].join(" ")}
          style={{
            width: column.width,
            left: col < props.frozen ? props.gutter + (props.offsets[col] ?? 0) : undefined,
          }}
        >
          {props.renderHeader(column)}
          <Handle
            label={props.resizeLabel(column)}
            width={column.width}
            onResize={(width) => props.onResize(column.id, width)}
          />
        </div>
      ))}
      {props.headerEnd && (
        <div role="columnheader" aria-colindex={props.columns.length + 2} className={css.headEnd}>
          {props.headerEnd}
        </div>
      )}
    </div>
  );
}
