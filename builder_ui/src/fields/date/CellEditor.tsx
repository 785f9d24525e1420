import { DateCellEditor } from "../shared/DateCellEditor";

export const CellEditor = DateCellEditor;
