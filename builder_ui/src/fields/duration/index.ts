import type { FieldDef, Value } from "@/api/types";
import type { Language } from "@/i18n";
import { formatDuration, readDuration } from "@/lib/duration";
import { IconHourglass } from "@/ui/icons";
import { bad, emptyLast, isEmptyValue, later, ok, ORDER_OPERATORS } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";

const unitOf = (field: FieldDef): string => (typeof field.settings.unit === "string" ? field.settings.unit : "minutes");

/** Words in the reader's language, or hours and minutes like a clock where the field wants it so. */
function format(value: Value, field: FieldDef, language: Language): string {
  if (typeof value !== "number") return isEmptyValue(value) ? "" : asText(value);
  return formatDuration(value, language, { clock: field.settings.display === "clock", days: unitOf(field) === "days" });
}

export const duration = textType({
  type: "duration",
  icon: IconHourglass,
  width: 110,
  operators: ORDER_OPERATORS,
  literal: "duration",
  format,
  hint: "fields:hint.duration",
  // A number of seconds is what is kept; every text is what somebody typed.
  isStored: () => false,
  parse: (text, field) => {
    if (text.trim() === "") return ok(null);
    const seconds = readDuration(text, unitOf(field));
    return seconds === null ? bad("not_a_duration") : ok(seconds);
  },
  compare: (a, b) => emptyLast(a, b, () => Number(a) - Number(b)),
  Cell,
  FormInput: later(() => import("../shared/TypedFormInput"), "TypedFormInput"),
});
