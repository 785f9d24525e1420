import { useVirtualizer } from "@tanstack/react-virtual";
import type { ClipboardEvent, Ref } from "react";
import { useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import { Body } from "./Body";
import { clearCells, copyText, mayEdit } from "./cells";
import css from "./DataGrid.module.css";
import { Floating } from "./Floating";
import { HeaderRow } from "./HeaderRow";
import type { Cell } from "./model/coords";
import { clampCell, columnsInSight, offsetsOf, scrollLeftFor } from "./model/coords";
import type { Command, CommitBy } from "./model/keyboard";
import { afterCommit } from "./model/keyboard";
import type { Selection } from "./model/selection";
import { at, clampSelection, isSingle, moveTo, rectOf, selectAll } from "./model/selection";
import { cellId } from "./Row";
import { type Ahead, replay, typeAhead } from "./typeAhead";
import type { DataGridProps, GridHandle, GridRow } from "./types";
import { useCompose } from "./useCompose";
import { useKeyboard } from "./useKeyboard";
import { usePointer } from "./usePointer";
import { SIDE_STEP, useViewport } from "./useViewport";

const HEADER = 36;
/** Chromium stops drawing beyond some 33 million pixels; lists longer than this are searched, not scrolled. */
const MOST_ROWS = 500_000;
interface Editing<R> extends Cell, Ahead {
  /** The record itself: the rows may move while somebody types. */
  record: R;
}

/**
 * A table of any length: only what is in sight exists as elements. The page gives rows by number and hears which ones are
 * needed; selection, keyboard and editing live here.
 */
export function DataGrid<R extends GridRow>(props: Readonly<DataGridProps<R>> & { ref?: Ref<GridHandle> }) {
  const { columns, frozen, rowAt, rowHeight, onWindow } = props;
  const grid = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const [selection, select] = useState<Selection | null>(null);
  const [editing, edit] = useState<Editing<R> | null>(null);
  const viewport = useViewport(scroller);

  const rows = Math.min(props.rowCount, MOST_ROWS);
  const size = { rows, cols: columns.length };
  const gutter = rows > 99_999 ? 64 : rows > 9_999 ? 56 : 48;
  const offsets = useMemo(() => offsetsOf(columns.map((column) => column.width)), [columns]);
  const width = gutter + (offsets.at(-1) ?? 0) + (props.headerEnd ? 48 : 0);
  const chosen = clampSelection(selection, size);
  const rect = chosen && rectOf(chosen);

  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: HEADER,
  });
  const items = virtualizer.getVirtualItems();
  const firstRow = items[0]?.index ?? 0;
  const lastRow = items.at(-1)?.index ?? -1;

  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useEffect(() => {
    if (lastRow >= 0) onWindow(firstRow, lastRow);
  }, [onWindow, firstRow, lastRow]);

  const { first, last } = columnsInSight(offsets, frozen, viewport.left, viewport.width - gutter + SIDE_STEP, 1);

  const bringIntoSight = (cell: Cell) => {
    const element = scroller.current;
    if (!element) return;
    const top = cell.row * rowHeight;
    const room = element.clientHeight - HEADER;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
    element.scrollLeft = scrollLeftFor(offsets, frozen, cell.col, element.scrollLeft, element.clientWidth - gutter);
  };

  const focusRoot = () => root.current?.focus({ preventScroll: true });

  const go = (cell: Cell, extend = false) => {
    select((old) => moveTo(old, cell, extend));
    bringIntoSight(cell);
  };

  const startEdit = (cell: Cell, text: string | null) => {
    const column = columns[cell.col];
    const record = rowAt(cell.row);
    if (!column || !record) return;
    bringIntoSight(cell);
    if (mayEdit(record, column, props) || (column.opens && text === null)) edit({ ...cell, record, text });
    else props.onRefuse(column);
  };

  const openRow = (index: number) => {
    const row = rowAt(index);
    if (row) props.onOpen(row, index);
  };

  const toHeader = (col: number) => {
    const id = columns[col]?.id;
    root.current?.querySelector<HTMLElement>(`[data-col="${id ?? ""}"] button[data-header]`)?.focus();
  };

  const run = (command: Command) => {
    const focus = chosen?.focus ?? { row: 0, col: 0 };
    switch (command.kind) {
      case "move":
        return go(command.to, command.extend);
      case "edit":
        return startEdit(focus, command.text);
      case "clear":
        return rect ? clearCells(rect, props) : undefined;
      case "open":
        return openRow(focus.row);
      case "selectAll":
        return select(selectAll(size));
      case "header":
        return toHeader(focus.col);
      default:
        return undefined;
    }
  };

  const onKeyDown = useKeyboard(
    () => ({
      ...size,
      page: Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEADER) / rowHeight) - 1),
      focus: chosen?.focus ?? null,
      single: !chosen || isSingle(chosen),
    }),
    run,
  );

  useImperativeHandle(props.ref, () => ({
    focusCell: (row, col) => {
      const cell = clampCell({ row, col }, size);
      go(cell);
      focusRoot();
    },
    focusRow: (row) => {
      go(clampCell({ row, col: chosen?.focus.col ?? 0 }, size));
      focusRoot();
    },
    focusColumn: (col) => {
      go(clampCell({ row: Math.ceil((scroller.current?.scrollTop ?? 0) / rowHeight), col }, size));
      focusRoot();
    },
    focus: focusRoot,
    toTop: () => {
      if (scroller.current) scroller.current.scrollTop = 0;
      select(null);
    },
  }));

  const pointer = usePointer({
    chosen,
    editing: editing !== null,
    select,
    go: (cell, extend) => {
      go(cell, extend);
      focusRoot();
    },
    edit: (cell) => startEdit(cell, null),
    open: openRow,
  });

  const onCopy = (event: ClipboardEvent<HTMLDivElement>) => {
    if (!rect || editing) return;
    event.clipboardData.setData("text/plain", copyText(rect, columns, rowAt));
    event.preventDefault();
  };

  const editedColumn = editing ? columns[editing.col] : undefined;
  const commit = (value: unknown, by: CommitBy) => {
    if (!editing || !editedColumn) return;
    edit(null);
    props.onEdit(editing.record, editedColumn, value);
    if (by === "blur") {
      // Picked with the mouse: the focus comes back; gone elsewhere: it stays there.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) focusRoot();
      });
      return;
    }
    go(afterCommit(editing, by, size));
    focusRoot();
  };
  const cancel = () => {
    edit(null);
    focusRoot();
  };
  // What closes a cell may arrive when its editor is already open.
  const shut = editing && editedColumn && !editedColumn.opens && !mayEdit(editing.record, editedColumn, props) ? editedColumn : null;
  useEffect(() => {
    if (shut) cancel();
    if (shut) props.onRefuse(shut);
  }, [shut?.id]);

  const composed = useCompose(root, {
    bounds: () =>
      (chosen
        ? document.getElementById(cellId(grid, chosen.focus.row, chosen.focus.col))
        : null
      )?.getBoundingClientRect() ?? null,
    onText: (text) => {
      if (chosen) startEdit(chosen.focus, text);
    },
  });
  const above = editing ?? (composed !== null ? (chosen?.focus ?? null) : null);
  const aboveColumn = above ? columns[above.col] : undefined;
  const floating = above && aboveColumn && (
    <Floating
      column={aboveColumn.id}
      top={HEADER + above.row * rowHeight}
      left={gutter + (offsets[above.col] ?? 0)}
      width={aboveColumn.width}
      height={rowHeight}
      pinned={above.col < frozen}
      onFocus={(editor) => replay(editing, editor)}
    >
      {editing && editedColumn ? (
        props.renderEditor({ row: editing.record, column: editedColumn, text: editing.text, commit, cancel })
      ) : (
        <span className={css.composed}>{composed}</span>
      )}
    </Floating>
  );

  return (
    <div className={css.wrap} data-editing={editing ? "" : undefined}>
      <div className={css.scroller} ref={scroller} data-room="">
        {above && above.col < frozen && floating}
        <div
          ref={root}
          role="grid"
          tabIndex={0}
          aria-label={props.label}
          aria-rowcount={rows + 1}
          aria-colcount={columns.length + 1 + (props.headerEnd ? 1 : 0)}
          aria-multiselectable="true"
          aria-describedby={`${grid}-hint`}
          aria-activedescendant={chosen ? cellId(grid, chosen.focus.row, chosen.focus.col) : undefined}
          className={css.grid}
          onKeyDown={(event) => {
            if (event.target !== root.current) return;
            if (!editing) return onKeyDown(event);
            event.preventDefault();
            edit(typeAhead(editing, event));
          }}
          onFocus={(event) => {
            // Not when a click has just chosen a cell: that has not been drawn yet.
            if (event.target === root.current && rows > 0) select((old) => old ?? at({ row: firstRow, col: 0 }));
          }}
          {...pointer}
          onCopy={onCopy}
        >
          <HeaderRow
            columns={columns}
            offsets={offsets}
            frozen={frozen}
            gutter={gutter}
            width={width}
            renderHeader={props.renderHeader}
            headerEnd={props.headerEnd}
            onResize={props.onResize}
            resizeLabel={props.resizeLabel}
            onLeave={(col) => {
              focusRoot();
              if (rows > 0) go({ row: chosen?.focus.row ?? 0, col });
            }}
          />
          <Body
            grid={grid}
            items={items}
            rows={rows}
            rowAt={rowAt}
            columns={columns}
            offsets={offsets}
            frozen={frozen}
            first={first}
            last={last}
            height={rowHeight}
            gutter={gutter}
            width={width}
            focus={chosen?.focus ?? null}
            rect={rect}
            openId={props.openId}
            openLabel={props.openLabel}
          />
        </div>
        {above && above.col >= frozen && floating}
      </div>
      <p id={`${grid}-hint`} className="vh">
        {props.hint}
      </p>
    </div>
  );
}
