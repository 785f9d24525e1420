import { useTranslation } from "react-i18next";
import { IconClock } from "./icons";
import css from "./StaleMark.module.css";

/** Beside what a job is still working out; gone once that is done. */
export function StaleMark() {
  const { t } = useTranslation();
  const text = t("common:stale");
  return <span role="img" aria-label={text} title={text} className={css.mark} data-stale=""><IconClock size={13} /></span>;
}
