import type { FieldDef, Value } from "@/api/types";
import { compareTexts } from "@/lib/collate";
import { IconTags } from "@/ui/icons";
import { bad, emptyLast, later, ok } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";

export const listOf = (value: Value): string[] => (Array.isArray(value) ? value.map(String) : []);

const labels = (value: Value, field: FieldDef): string => listOf(value).map((id) => field.settings.options?.find((option) => option.id === id)?.label ?? id).join(", ");

export const multiSelect = textType({
  type: "multi_select",
  icon: IconTags,
  operators: ["has_any", "has_all", "has_none", "is_empty", "is_not_empty"],
  format: labels,
  parse: (text, field) => {
    const words = text.split(/[,，、;；\n]/).map((word) => word.trim()).filter(Boolean);
    const found = words.map((word) => field.settings.options?.find((option) => option.id === word || option.label.toLowerCase() === word.toLowerCase())?.id);
    return found.includes(undefined) ? bad("unknown_option") : ok(found as string[]);
  },
  compare: (a, b, field, language) => emptyLast(a, b, () => compareTexts(labels(a, field) || asText(a), labels(b, field) || asText(b), language)),
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
