import { IconLongText } from "@/ui/icons";
import { later } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const longText = textType({
  type: "long_text",
  icon: IconLongText,
  wide: true,
  width: 240,
  bulky: true,
  Cell,
  CellEditor: later(() => import("./CellEditor"), "CellEditor"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
