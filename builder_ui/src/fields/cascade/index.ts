import type { FieldDef, Value } from "@/api/types";
import { compareTexts } from "@/lib/collate";
import { IconTree } from "@/ui/icons";
import { bad, emptyLast, later, ok } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";
import { hasInside, optionsOf, readPath } from "./tree";

export const labelOf = (value: Value, field: FieldDef): string => optionsOf(field).find((option) => option.id === value)?.label ?? asText(value);

/** A choice made step by step; the value is the path of ids. */
export const cascade = textType({
  type: "cascade",
  icon: IconTree,
  width: 180,
  operators: ["within", "not_within", "=", "<>", "in", "not_in", "is_empty", "is_not_empty"],
  ownPicker: true,
  format: labelOf,
  parse: (text, field) => {
    if (text.trim() === "") return ok(null);
    const path = readPath(text, optionsOf(field));
    if (path === null) return bad("unknown_option");
    return field.settings.complete === true && hasInside(optionsOf(field), path) ? bad("way_not_finished") : ok(path);
  },
  // In the order in which the options stand.
  compare: (a, b, field, language) =>
    emptyLast(a, b, () => {
      const order = optionsOf(field).map((option) => option.id);
      return order.indexOf(asText(a)) - order.indexOf(asText(b)) || compareTexts(asText(a), asText(b), language);
    }),
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
