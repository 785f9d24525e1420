import i18next from "i18next";
import { IconSubform } from "@/ui/icons";
import { bad, later } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";
import { rowsOf } from "./rows";

export const subform = textType({
  type: "subform",
  icon: IconSubform,
  wide: true,
  width: 120,
  operators: ["is_empty", "is_not_empty"],
  inline: false,
  format: (value) => (rowsOf(value).length ? i18next.t("fields:rows", { count: rowsOf(value).length }) : ""),
  parse: () => bad("not_by_text"),
  compare: (a, b) => rowsOf(a).length - rowsOf(b).length,
  group: true,
  bulky: true,
  Cell,
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
