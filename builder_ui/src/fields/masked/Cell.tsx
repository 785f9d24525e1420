import { useT } from "@/i18n";
import { IconEyeOff } from "@/ui/icons";
import type { CellProps } from "../contract";
import { asText } from "../shared/textType";
import css from "../shared/editor.module.css";

export function Cell({ value }: CellProps) {
  const t = useT();
  return (
    <span className={css.person} title={t("fields:masked")}>
      <span className="cut num muted">{asText(value)}</span>
      <span className="muted"><IconEyeOff size={14} /></span>
      <span className="vh">{t("fields:masked")}</span>
    </span>
  );
}
