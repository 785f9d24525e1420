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
  named: ["status", "state", "type", "category", "kind", "stage", "priority", "level", "gender", "industry", "source", "channel", "状态", "类型", "类别", "分类", "阶段", "优先级", "级别", "等级", "性别", "行业", "来源", "渠道"],
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
