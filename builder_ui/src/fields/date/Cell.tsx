import { useLanguage } from "@/i18n";
import { formatDate } from "@/lib/format";
import type { CellProps } from "../contract";
import { asText } from "../shared/textType";

export function Cell({ value }: CellProps) {
  const language = useLanguage();
  return <span className="cut num">{value ? formatDate(asText(value), language) : ""}</span>;
}
