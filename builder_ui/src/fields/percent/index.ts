import type { FieldDef, Value } from "@/api/types";
import { shift } from "@/lib/decimal";
import { formatPercent } from "@/lib/format";
import { IconPercent } from "@/ui/icons";
import { decimalOf, numberType, readNumber } from "../shared/numberType";
import { asText } from "../shared/textType";

/** 12.5 and 12.5% both mean 0.125: people type percents, the server keeps the share. */
const share = (text: string): string => {
  const typed = text.normalize("NFKC").trim().replace(/%$/, "").trim();
  return /^[+-]?[\d.,]+$/.test(typed) ? shift(typed.replace(/,/g, ""), -2) : typed;
};

/** What every share has, whatever it is called. */
export const SHARE = {
  isStored: (text: string) => /^-?\d+(\.\d+)?$/.test(text),
  format: (value: Value) => {
    const decimal = decimalOf(value);
    return decimal === null ? asText(value) : formatPercent(decimal);
  },
  editText: (value: Value) => {
    const decimal = decimalOf(value);
    return decimal === null ? asText(value) : shift(decimal, 2);
  },
  parse: (text: string, field: FieldDef) => readNumber(share(text), field, 6),
};

export const percent = numberType({
  type: "percent",
  icon: IconPercent,
  width: 90,
  ...SHARE,
});
