import { formatDate } from "@/lib/format";
import { readDate } from "@/lib/readDate";
import { IconCalendar } from "@/ui/icons";
import { bad, emptyLast, later, ok, ORDER_OPERATORS } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";

export const date = textType({
  type: "date",
  icon: IconCalendar,
  width: 130,
  operators: ORDER_OPERATORS,
  format: (value, _field, language) => (value ? formatDate(asText(value), language) : ""),
  editText: asText,
  parse: (text) => {
    if (text.trim() === "") return ok(null);
    const day = readDate(text);
    return day ? ok(day) : bad("not_a_date");
  },
  compare: (a, b) => emptyLast(a, b, () => (asText(a) < asText(b) ? -1 : asText(a) > asText(b) ? 1 : 0)),
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
