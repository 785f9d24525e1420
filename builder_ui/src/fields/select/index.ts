import type { FieldDef, Value } from "@/api/types";
import { compareTexts } from "@/lib/collate";
import { IconSelect } from "@/ui/icons";
import { bad, CHOICE_OPERATORS, emptyLast, isEmptyValue, later, ok } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";

export const optionOf = (field: FieldDef, value: Value) => field.settings.options?.find((option) => option.id === value);

export const select = textType({
  type: "select",
  icon: IconSelect,
  width: 140,
  operators: CHOICE_OPERATORS,
  isEmpty: isEmptyValue,
  format: (value, field) => optionOf(field, value)?.label ?? asText(value),
  parse: (text, field) => {
    const typed = text.trim().toLowerCase();
    if (!typed) return ok(null);
    const option = field.settings.options?.find((one) => one.id === typed || one.label.toLowerCase() === typed);
    return option ? ok(option.id) : bad("unknown_option");
  },
  // In the order in which the options stand: stages before won before lost.
  compare: (a, b, field, language) =>
    emptyLast(a, b, () => {
      const order = field.settings.options?.map((option) => option.id) ?? [];
      const difference = order.indexOf(asText(a)) - order.indexOf(asText(b));
      return difference || compareTexts(asText(a), asText(b), language);
    }),
  atOnce: true,
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
