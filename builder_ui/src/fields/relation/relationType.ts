import { compareTexts } from "@/lib/collate";
import type { FieldType } from "../contract";
import { bad, CHOICE_OPERATORS, emptyLast, isEmptyValue, later, ok } from "../contract";
import { textType } from "../shared/textType";
import { linkedOf, linkedTitles } from "./titles";

/** Relations and the two built-in ones to people and departments. */
export function relationType(own: Pick<FieldType, "type" | "icon" | "Cell"> & Partial<FieldType>): FieldType {
  return textType({
    width: 160,
    operators: CHOICE_OPERATORS,
    isEmpty: (value) => isEmptyValue(value) || linkedOf(value).length === 0,
    format: linkedTitles,
    // Titles are looked up by the server, which knows whom the reader may see; here only ids are certain.
    parse: (text) => (text.trim() === "" ? ok(null) : /^#?\d+$/.test(text.trim()) ? ok(Number(text.trim().replace("#", ""))) : bad("unknown_record")),
    compare: (a, b, _field, language) => emptyLast(a, b, () => compareTexts(linkedTitles(a), linkedTitles(b), language)),
    CellEditor: later(() => import("./CellEditor"), "CellEditor"),
    FormInput: later(() => import("./FormInput"), "FormInput"),
    ...own,
  });
}
