import { useLanguage, useT } from "@/i18n";
import { addDays } from "./days";
import { Button, IconButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import { IconCalendarTime, IconChevronLeft, IconChevronRight } from "@/ui/icons";
import { Segmented } from "@/ui/Input";
import css from "./calendar.module.css";
import type { Range, Span } from "./model";
import { SPANS, step } from "./model";
import { monthWords, shortDay } from "./words";

interface CalendarHeadProps {
  span: Span;
  day: string;
  range: Range;
  today: string;
  /** Records without a date; null where the calendar has no place for them. */
  undated: number | null;
  trayOpen: boolean;
  onGo: (day: string) => void;
  onSpan: (span: Span) => void;
  onTray: () => void;
}

/** Which days are in sight, and the way to others. */
export function CalendarHead({ span, day, range, today, undated, trayOpen, onGo, onSpan, onTray }: Readonly<CalendarHeadProps>) {
  const t = useT("views");
  const language = useLanguage();
  const phone = usePhone();
  const title =
    span === "week"
      ? t("views:calendar.from_to", { from: shortDay(range.from, language), to: shortDay(addDays(range.to, -1), language), year: addDays(range.to, -1).slice(0, 4) })
      : monthWords(day, language);
  return (
    <div className={css.head}>
      <div className={css.walk}>
        <IconButton size="sm" icon={IconChevronLeft} label={t(`views:calendar.before.${span}`)} onClick={() => onGo(step(span, day, -1))} />
        <IconButton size="sm" icon={IconChevronRight} label={t(`views:calendar.after.${span}`)} onClick={() => onGo(step(span, day, 1))} />
        <Button size="sm" onClick={() => onGo(today)}>
          {t("views:calendar.today")}
        </Button>
      </div>
      <p className={css.range} role="status">
        {title}
      </p>
      {undated !== null && (
        <Button size="sm" look="quiet" icon={IconCalendarTime} aria-pressed={trayOpen} onClick={onTray}>
          {t("views:calendar.undated_n", { n: undated })}
        </Button>
      )}
      <Segmented label={t("views:calendar.span")} value={span} options={SPANS.filter((one) => !phone || one !== "week").map((one) => ({ value: one, label: t(`views:calendar.spans.${one}`) }))} onChange={onSpan} />
    </div>
  );
}
