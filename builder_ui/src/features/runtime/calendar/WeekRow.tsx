import { useLanguage, useT } from "@/i18n";
import { addDays } from "./days";
import { IconButton } from "@/ui/Button";
import { useDroppable } from "@/ui/dnd";
import { usePhone } from "@/ui/hooks";
import { IconPlus } from "@/ui/icons";
import css from "./calendar.module.css";
import { EventChip } from "./EventChip";
import { barsOf, fitting } from "./layout";
import type { CalendarEvent } from "./model";
import { MoreEvents } from "./MoreEvents";
import { useScene } from "./scene";
import { dayWords } from "./words";

interface DayCellProps {
  day: string;
  column: number;
  /** Another month's day, in a month. */
  outside: boolean;
  numbered: boolean;
  count: number;
}

function DayCell({ day, column, outside, numbered, count }: Readonly<DayCellProps>) {
  const t = useT("views");
  const language = useLanguage();
  const phone = usePhone();
  const scene = useScene();
  const { ref, isDropTarget } = useDroppable({ id: `day:${day}`, data: { day } });
  const number = String(Number(day.slice(8)));
  const { create } = scene;
  return (
    <div
      ref={ref}
      className={css.day}
      style={{ gridColumn: `${column + 1} / ${column + 2}` }}
      data-date={day}
      data-outside={outside || undefined}
      data-today={day === scene.today || undefined}
      data-over={isDropTarget || scene.carried?.day === day || undefined}
    >
      {numbered && (
        <span className={css.dayHead}>
          {phone ? (
            <button type="button" className={css.dayNumber} aria-label={t("views:calendar.day_of", { day: dayWords(day, language), n: count })} onClick={() => scene.list(day)}>
              {number}
            </button>
          ) : (
            <time dateTime={day} className={css.dayNumber}>
              {number}
            </time>
          )}
          {create && !phone && <IconButton size="sm" icon={IconPlus} className={css.plus} label={t("views:calendar.new_on", { day: dayWords(day, language) })} onClick={() => create(day)} />}
        </span>
      )}
    </div>
  );
}

interface WeekRowProps {
  first: string;
  events: readonly CalendarEvent[];
  /** How many rows of events have room. */
  rows: number;
  /** The month in sight; null where all days are alike. */
  month: string | null;
  /** With the days' numbers and "+". */
  numbered?: boolean;
}

/** Seven days side by side with their events as bars. */
export function WeekRow({ first, events, rows, month, numbered = true }: Readonly<WeekRowProps>) {
  const bars = barsOf(events, first, useScene().ahead);
  const { shown, more } = fitting(bars, Math.max(1, rows));
  const on = (column: number) => bars.filter((bar) => bar.column <= column && column < bar.column + bar.days);
  const head = numbered ? 2 : 1;
  return (
    <div className={css.week} data-numbered={numbered || undefined}>
      {Array.from({ length: 7 }, (_, column) => {
        const day = addDays(first, column);
        return <DayCell key={day} day={day} column={column} outside={month !== null && !day.startsWith(month)} numbered={numbered} count={on(column).length} />;
      })}
      {shown.map((bar) => (
        <EventChip
          key={bar.event.row.id}
          event={bar.event}
          day={addDays(first, bar.column)}
          days={bar.days}
          look="bar"
          style={{ gridColumn: `${bar.column + 1} / span ${bar.days}`, gridRow: bar.lane + head }}
          edge={!bar.after}
          before={bar.before}
          after={bar.after}
        />
      ))}
      {more.map((n, column) =>
        n === 0 ? null : (
          <div key={column} className={css.more} style={{ gridColumn: column + 1, gridRow: rows + head - 1 }}>
            <MoreEvents day={addDays(first, column)} n={n} events={on(column).map((bar) => bar.event)} />
          </div>
        ),
      )}
    </div>
  );
}
