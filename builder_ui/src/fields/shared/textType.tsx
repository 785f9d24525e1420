import type { Value } from "@/api/types";
import { compareTexts } from "@/lib/collate";
import type { CellProps, FieldType } from "../contract";
import { emptyLast, isEmptyValue, later, ok, TEXT_OPERATORS } from "../contract";

export const asText = (value: Value): string => (value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

function TextCell({ value }: CellProps) {
  return <span className="cut">{asText(value)}</span>;
}

export const LineCellEditor = later(() => import("./LineCellEditor"), "LineCellEditor");
export const LineFormInput = later(() => import("./LineFormInput"), "LineFormInput");

/** A type that holds one line of text; `own` says what differs. */
export function textType(own: Pick<FieldType, "type" | "icon"> & Partial<FieldType>): FieldType {
  return {
    align: "left",
    width: 180,
    operators: TEXT_OPERATORS,
    inline: true,
    isEmpty: isEmptyValue,
    format: asText,
    parse: (text) => ok(text === "" ? null : text),
    compare: (a, b, _field, language) => emptyLast(a, b, () => compareTexts(asText(a), asText(b), language)),
    Cell: TextCell,
    CellEditor: LineCellEditor,
    FormInput: LineFormInput,
    ...own,
  };
}
