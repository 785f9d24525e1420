import { useT } from "@/i18n";
import type { CellProps } from "../contract";
import { rowsOf } from "./rows";

export function Cell({ value }: CellProps) {
  const t = useT();
  const count = rowsOf(value).length;
  return <span className="cut muted">{count ? t("fields:rows", { count }) : ""}</span>;
}
