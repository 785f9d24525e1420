import { formatTime, readTime } from "@/lib/readTime";
import { IconClock } from "@/ui/icons";
import { bad, emptyLast, later, ok, ORDER_OPERATORS } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";

/** A time of day, the same in every zone. */
export const time = textType({
  type: "time",
  icon: IconClock,
  width: 100,
  operators: ORDER_OPERATORS,
  format: (value) => formatTime(asText(value)),
  editText: (value) => formatTime(asText(value)),
  isStored: (text) => readTime(text) !== null,
  hint: "fields:hint.time",
  parse: (text) => {
    if (text.trim() === "") return ok(null);
    const found = readTime(text);
    return found ? ok(found) : bad("not_a_time");
  },
  compare: (a, b) => emptyLast(a, b, () => (asText(a) < asText(b) ? -1 : asText(a) > asText(b) ? 1 : 0)),
  Cell,
  FormInput: later(() => import("../shared/TypedFormInput"), "TypedFormInput"),
});
