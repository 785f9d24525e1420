import { formatDateTime } from "@/lib/format";
import { readDateTime } from "@/lib/readDate";
import { IconCalendarTime } from "@/ui/icons";
import { bad, emptyLast, later, ok, ORDER_OPERATORS } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";
import { localText } from "./localText";

export const datetime = textType({
  type: "datetime",
  icon: IconCalendarTime,
  width: 170,
  operators: ORDER_OPERATORS,
  format: (value, _field, language) => (value ? formatDateTime(asText(value), language) : ""),
  editText: (value) => localText(asText(value)),
  parse: (text) => {
    if (text.trim() === "") return ok(null);
    const instant = readDateTime(text);
    return instant ? ok(instant) : bad("not_a_date");
  },
  compare: (a, b) => emptyLast(a, b, () => Date.parse(asText(a)) - Date.parse(asText(b))),
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
