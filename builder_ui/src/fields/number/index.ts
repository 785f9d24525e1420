import { formatNumber } from "@/lib/format";
import { IconHash } from "@/ui/icons";
import { bareDecimal, decimalOf, numberType } from "../shared/numberType";
import { asText } from "../shared/textType";

export const number = numberType({
  type: "number",
  icon: IconHash,
  named: ["number", "quantity", "qty", "count", "age", "weight", "height", "size", "stock", "score", "数量", "数目", "个数", "年龄", "重量", "库存", "人数", "面积", "次数"],
  format: (value) => {
    const decimal = decimalOf(value);
    return decimal === null ? asText(value) : formatNumber(bareDecimal(decimal));
  },
});
