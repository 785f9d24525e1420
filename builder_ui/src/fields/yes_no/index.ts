import i18next from "i18next";
import { IconToggle } from "@/ui/icons";
import { bad, emptyLast, isEmptyValue, later, ok } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

const YES = new Set(["true", "yes", "y", "1", "是", "对", "✓", "√", "真"]);
const NO = new Set(["false", "no", "n", "0", "否", "不", "×", "假"]);

export const yesNo = textType({
  type: "yes_no",
  icon: IconToggle,
  width: 90,
  operators: ["=", "is_empty", "is_not_empty"],
  format: (value) => (isEmptyValue(value) ? "" : i18next.t(value ? "fields:yes" : "fields:no")),
  parse: (text) => {
    const word = text.trim().toLowerCase();
    if (!word) return ok(null);
    return YES.has(word) ? ok(true) : NO.has(word) ? ok(false) : bad("not_yes_or_no");
  },
  compare: (a, b) => emptyLast(a, b, () => Number(b === true) - Number(a === true)),
  atOnce: true,
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
