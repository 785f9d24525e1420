import { formatMoney } from "@/lib/format";
import { IconCoin } from "@/ui/icons";
import { decimalOf, decimalsOf, numberType, readNumber } from "../shared/numberType";
import { asText } from "../shared/textType";

export const money = numberType({
  type: "money",
  icon: IconCoin,
  width: 140,
  format: (value, field) => {
    const decimal = decimalOf(value);
    return decimal === null ? asText(value) : formatMoney(decimal, field.settings.currency, decimalsOf(field, 2));
  },
  parse: (text, field) => readNumber(text, field, decimalsOf(field, 2)),
});
