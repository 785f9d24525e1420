import { IconImage } from "@/ui/icons";
import { bad, later } from "../contract";
import { filesOf } from "../file";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const image = textType({
  type: "image",
  icon: IconImage,
  width: 130,
  operators: ["is_empty", "is_not_empty"],
  inline: false,
  format: (value) => filesOf(value).map((one) => one.name).join(", "),
  parse: () => bad("not_by_text"),
  wide: true,
  group: true,
  open: true,
  Cell,
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
