import { useLanguage } from "@/i18n";
import type { CellProps } from "../contract";
import { addressLine } from "./index";

export function Cell({ field, value }: CellProps) {
  const language = useLanguage();
  return <span className="cut">{addressLine(value, field, language)}</span>;
}
