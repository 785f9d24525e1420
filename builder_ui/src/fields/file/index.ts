import type { FileValue, Value } from "@/api/types";
import { IconPaperclip } from "@/ui/icons";
import { bad, later } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";

export const filesOf = (value: Value): FileValue[] => (Array.isArray(value) ? (value as unknown as FileValue[]).filter((one) => typeof one === "object" && one !== null && "id" in one) : []);

export const file = textType({
  type: "file",
  icon: IconPaperclip,
  wide: true,
  width: 160,
  operators: ["is_empty", "is_not_empty"],
  inline: false,
  format: (value) => filesOf(value).map((one) => one.name).join(", "),
  parse: () => bad("not_by_text"),
  group: true,
  bulky: true,
  open: true,
  Cell,
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
