import { useT } from "@/i18n";
import type { CellProps } from "../contract";
import { Mark } from "./Mark";
import { iconOf, mostOf, ratingOf } from "./index";
import css from "./rating.module.css";

/** Full marks beside empty ones; one word for who listens. */
export function Cell({ field, value }: CellProps) {
  const t = useT();
  const count = ratingOf(value);
  const most = mostOf(field);
  if (count < 1) return null;
  return (
    <span className={css.row} role="img" aria-label={t("fields:rating", { value: count, max: most })}>
      {Array.from({ length: most }, (_, at) => <Mark key={at} name={iconOf(field)} full={at < count} />)}
    </span>
  );
}
