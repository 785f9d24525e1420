import { compareTexts } from "@/lib/collate";
import { IconRichText } from "@/ui/icons";
import type { CellProps } from "../contract";
import { emptyLast, later, ok } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";
import { markedUp, plainText } from "./markup";

/** Formatted text; wherever there is one line for it, people read it as plain text. */
export const richText = textType({
  type: "rich_text",
  icon: IconRichText,
  width: 240,
  operators: ["contains", "not_contains", "is_empty", "is_not_empty"],
  inline: false,
  wide: true,
  bulky: true,
  format: (value) => plainText(asText(value)),
  parse: (text) => ok(text.trim() === "" ? null : markedUp(text)),
  compare: (a, b, _field, language) => emptyLast(a, b, () => compareTexts(plainText(asText(a)), plainText(asText(b)), language)),
  Cell,
  Whole: later<CellProps, "Whole">(() => import("./Whole"), "Whole"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
