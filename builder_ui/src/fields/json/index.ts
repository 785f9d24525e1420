import { IconBraces } from "@/ui/icons";
import type { CellProps } from "../contract";
import { bad, emptyLast, isEmptyValue, later, ok } from "../contract";
import { textType } from "../shared/textType";
import { Cell } from "./Cell";
import { draftText, isDraft, readJson } from "./read";

/** Structured data as it came; what is no JSON yet never leaves the box. */
export const json = textType({
  type: "json",
  icon: IconBraces,
  width: 200,
  operators: ["is_empty", "is_not_empty"],
  inline: false,
  wide: true,
  bulky: true,
  isEmpty: (value) => value === null || value === undefined,
  format: (value) => (isEmptyValue(value) && value !== "" && !Array.isArray(value) ? "" : isDraft(value) ? draftText(value) : JSON.stringify(value)),
  parse: (text) => {
    const { value, trouble } = readJson(text);
    return trouble ? bad(trouble.code) : ok(value);
  },
  problem: (value) => (isDraft(value) ? (readJson(draftText(value)).trouble?.code ?? null) : null),
  compare: (a, b) => emptyLast(a, b, () => 0),
  Cell,
  Whole: later<CellProps, "Whole">(() => import("./Whole"), "Whole"),
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
