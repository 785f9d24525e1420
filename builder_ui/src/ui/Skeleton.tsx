import { useTranslation } from "react-i18next";
import css from "./Skeleton.module.css";

/** Grey bars in the shape of what comes. Say how many lines; the widths vary by themselves. */
export function Skeleton({ lines = 3, height = 14 }: Readonly<{ lines?: number; height?: number }>) {
  const { t } = useTranslation();
  return (
    <div className={css.skeleton} role="status" aria-label={t("common:loading")} data-loading="">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} style={{ height, width: `${92 - ((line * 37) % 48)}%` }} />
      ))}
    </div>
  );
}
