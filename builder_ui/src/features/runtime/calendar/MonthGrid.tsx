import { useLanguage } from "@/i18n";
import { addDays } from "./days";
import { useElementSize, usePhone } from "@/ui/hooks";
import css from "./calendar.module.css";
import type { CalendarEvent, Range } from "./model";
import { daysOf } from "./model";
import { WeekRow } from "./WeekRow";
import { weekdayWords } from "./words";

const [HEAD, BAR, LEAST] = [30, 24, 3];

/** The names of the days above their columns. */
export function DayNames({ from }: Readonly<{ from: string }>) {
  const language = useLanguage();
  return (
    <div className={css.names} aria-hidden="true">
      {Array.from({ length: 7 }, (_, column) => (
        <span key={column}>{weekdayWords(addDays(from, column), language)}</span>
      ))}
    </div>
  );
}

/** The weeks of a month; each as high as the window allows. */
export function MonthGrid({ range, month, events }: Readonly<{ range: Range; month: string; events: readonly CalendarEvent[] }>) {
  const phone = usePhone();
  const { ref, height } = useElementSize();
  const weeks = daysOf(range).filter((_, index) => index % 7 === 0);
  const rows = phone ? 4 : Math.max(LEAST, Math.floor((height / weeks.length - HEAD) / BAR));
  return (
    <div className={css.month}>
      <DayNames from={range.from} />
      <div ref={ref} className={css.weeks} style={{ gridTemplateRows: `repeat(${weeks.length}, minmax(${phone ? 64 : HEAD + LEAST * BAR}px, 1fr))` }}>
        {weeks.map((first) => (
          <WeekRow key={first} first={first} events={events} rows={rows} month={month.slice(0, 7)} />
        ))}
      </div>
    </div>
  );
}
