import type { FieldDef, Value } from "@/api/types";
import { IconStar } from "@/ui/icons";
import { bad, isEmptyValue, later, ok } from "../contract";
import { decimalOf, numberType } from "../shared/numberType";
import { asText } from "../shared/textType";
import { Cell } from "./Cell";

const MARKS: Readonly<Record<string, readonly [string, string]>> = { star: ["★", "☆"], heart: ["♥", "♡"], dot: ["●", "○"], flag: ["⚑", "⚐"] };

export const iconOf = (field: FieldDef): string => (typeof field.settings.icon === "string" && field.settings.icon in MARKS ? field.settings.icon : "star");
export const mostOf = (field: FieldDef): number => Number(field.settings.max ?? 5) || 5;
export const ratingOf = (value: Value): number => (isEmptyValue(value) ? 0 : Number(decimalOf(value) ?? 0));

export const rating = numberType({
  type: "rating",
  icon: IconStar,
  width: 130,
  align: "left",
  literal: "number",
  atOnce: true,
  group: true,
  format: (value, field) => {
    const [full, empty] = MARKS[iconOf(field)] ?? ["★", "☆"];
    const count = ratingOf(value);
    return count > 0 ? full.repeat(count) + empty.repeat(Math.max(0, mostOf(field) - count)) : "";
  },
  editText: (value) => asText(value),
  parse: (text, field) => {
    const typed = text.normalize("NFKC").trim();
    const [full, empty] = MARKS[iconOf(field)] ?? ["★", "☆"];
    const marks = [...typed];
    const count = marks.length > 0 && marks.every((one) => one === full || one === empty) ? marks.filter((one) => one === full).length : Number(typed.replace(new RegExp(`\\s*/\\s*${mostOf(field)}$`), ""));
    if (typed === "" || count === 0) return ok(null);
    if (!Number.isInteger(count)) return bad("not_a_number");
    return count < 1 ? bad("too_small") : count > mostOf(field) ? bad("too_large") : ok(count);
  },
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
