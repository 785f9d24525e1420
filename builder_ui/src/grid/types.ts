import type { ReactNode } from "react";
import type { CommitBy } from "./model/keyboard";

export interface GridRow {
  readonly id: number;
}

export interface GridColumn<Row extends GridRow> {
  readonly id: string;
  readonly label: string;
  readonly width: number;
  readonly align: "left" | "right";
  readonly editable: boolean;
  /** Not changed, but opened where it stands to look at it. */
  readonly opens?: boolean;
  readonly sorted: "ascending" | "descending" | null;
  readonly cell: (row: Row) => ReactNode;
  /** What is copied to the clipboard. */
  readonly text: (row: Row) => string;
}

export interface EditorProps<Row extends GridRow> {
  readonly row: Row;
  readonly column: GridColumn<Row>;
  /** What was typed to begin; null edits the value that is there. */
  readonly text: string | null;
  readonly commit: (value: unknown, by: CommitBy) => void;
  readonly cancel: () => void;
}

export interface GridHandle {
  /** Brings a cell into sight, selects it and puts the keyboard focus on the grid. */
  readonly focusCell: (row: number, col: number) => void;
  /** The same with the column that had the focus last. */
  readonly focusRow: (row: number) => void;
  /** The same with the first row in sight. */
  readonly focusColumn: (col: number) => void;
  /** The keyboard focus back to the cell that had it. */
  readonly focus: () => void;
  readonly toTop: () => void;
}

export interface DataGridProps<Row extends GridRow> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  /** Columns that stay at the left. */
  readonly frozen: number;
  readonly rowCount: number;
  readonly rowHeight: number;
  /** A row by its number; undefined while it is on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  /** The rows in sight have changed. */
  readonly onWindow: (first: number, last: number) => void;
  readonly renderHeader: (column: GridColumn<Row>) => ReactNode;
  /** Stands after the last column: adding a field. */
  readonly headerEnd?: ReactNode;
  readonly renderEditor: (props: EditorProps<Row>) => ReactNode;
  readonly onEdit: (row: Row, column: GridColumn<Row>, value: unknown) => void;
  /** A cell of a column that may be changed, which may not be in this row. */
  readonly isClosed?: (row: Row, column: GridColumn<Row>) => boolean;
  /** A cell that must not be changed was asked to. */
  readonly onRefuse: (column: GridColumn<Row>) => void;
  readonly onOpen: (row: Row, index: number) => void;
  readonly onResize: (column: string, width: number) => void;
  /** The record whose panel is open. */
  readonly openId?: number | undefined;
  readonly openLabel: string;
  readonly resizeLabel: (column: GridColumn<Row>) => string;
  readonly hint: string;
}
