import { useT } from "@/i18n";
import { IconCheck } from "@/ui/icons";
import type { CellProps } from "../contract";
import css from "../shared/editor.module.css";

export function Cell({ value }: CellProps) {
  const t = useT();
  if (value !== true) return <span className="muted">{value === false ? t("fields:no") : ""}</span>;
  return <span className={css.check}><IconCheck size={16} /><span className="vh">{t("fields:yes")}</span></span>;
}
