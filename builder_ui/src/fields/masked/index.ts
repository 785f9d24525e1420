import { IconEyeOff } from "@/ui/icons";
import { bad, later } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

/** Stars in the place of a value of whatever type: shown as they are, replaced but never edited. */
export const masked = textType({
  type: "masked",
  icon: IconEyeOff,
  operators: [],
  inline: false,
  parse: () => bad("not_by_text"),
  Cell,
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
