import { IconPress } from "@/ui/icons";
import { bad } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

/** Something to press; it holds no value. */
export const button = textType({
  type: "button",
  icon: IconPress,
  width: 140,
  operators: [],
  inline: false,
  acts: true,
  isEmpty: () => true,
  format: () => "",
  parse: () => bad("not_by_text"),
  compare: () => 0,
  Cell,
  FormInput: Cell,
});
