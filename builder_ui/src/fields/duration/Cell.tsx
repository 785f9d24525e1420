import { useLanguage } from "@/i18n";
import type { CellProps } from "../contract";
import { fieldType } from "../registry";

export function Cell({ field, value }: CellProps) {
  const language = useLanguage();
  return <span className="cut num">{fieldType("duration").format(value, field, language)}</span>;
}
