import { formatNumber } from "@/lib/format";
import { IconHash } from "@/ui/icons";
import { bareDecimal, decimalOf, numberType } from "../shared/numberType";
import { asText } from "../shared/textType";

export const number = numberType({
  type: "number",
  icon: IconHash,
  format: (value) => {
    const decimal = decimalOf(value);
    return decimal === null ? asText(value) : formatNumber(bareDecimal(decimal));
  },
});
