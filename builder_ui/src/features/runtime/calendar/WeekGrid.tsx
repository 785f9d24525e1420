import { useEffect, useRef } from "react";
import { useLanguage, useT } from "@/i18n";
import { asInstant, minutesOf } from "./days";
import { IconButton } from "@/ui/Button";
import { useDroppable } from "@/ui/dnd";
import { IconPlus } from "@/ui/icons";
import css from "./calendar.module.css";
import { EventChip } from "./EventChip";
import { blocksOf, isWithinDay, uncrowded } from "./layout";
import type { CalendarEvent, Range } from "./model";
import { daysOf } from "./model";
import { MoreEvents } from "./MoreEvents";
import { useScene } from "./scene";
import { WeekRow } from "./WeekRow";
import { dayWords, timeWords, weekdayWords } from "./words";

/** Pixels of an hour, and the hour that stands at the upper edge first. */
const [HOUR, FIRST] = [48, 8];
const DAY = 24 * 60;
/** How many events at the same time share the width of a day. */
const SIDE_BY_SIDE = 3;

function DayHours({ day, events }: Readonly<{ day: string; events: readonly CalendarEvent[] }>) {
  const scene = useScene();
  const { ref, isDropTarget } = useDroppable({ id: `hours:${day}`, data: { day, hours: true } });
  const isToday = day === scene.today;
  const { shown, crowds } = uncrowded(blocksOf(events), SIDE_BY_SIDE);
  return (
    <div ref={ref} className={css.hours} data-hours={day} data-today={isToday || undefined} data-over={isDropTarget || scene.carried?.day === day || undefined} style={{ height: 24 * HOUR }}>
      {isToday && <span className={css.now} style={{ top: `${(minutesOf(asInstant(new Date())) / DAY) * 100}%` }} />}
      {shown.map((block) => (
        <EventChip
          key={block.event.row.id}
          event={block.event}
          day={day}
          look="block"
          edge
          short={block.to - block.from < 45}
          style={{
            top: `${(block.from / DAY) * 100}%`,
            height: `${((block.to - block.from) / DAY) * 100}%`,
            left: `${(block.column / block.columns) * 100}%`,
            width: `calc(${100 / block.columns}% - 3px)`,
          }}
        />
      ))}
      {crowds.map((crowd) => (
        <div key={crowd.from} className={css.crowd} style={{ top: `${(crowd.from / DAY) * 100}%`, left: `${((SIDE_BY_SIDE - 1) / SIDE_BY_SIDE) * 100}%`, width: `${100 / SIDE_BY_SIDE}%` }}>
          <MoreEvents day={day} n={crowd.events.length} events={crowd.events} brief />
        </div>
      ))}
    </div>
  );
}

/** A week: whole days as bars above, what has a time along its hours. */
export function WeekGrid({ range, events, timed }: Readonly<{ range: Range; events: readonly CalendarEvent[]; timed: boolean }>) {
  const t = useT("views");
  const language = useLanguage();
  const scene = useScene();
  const scroller = useRef<HTMLDivElement>(null);
  const days = daysOf(range);
  const across = timed ? events.filter((event) => !isWithinDay(event)) : events;
  useEffect(() => {
    void scroller.current?.scrollTo({ top: timed ? FIRST * HOUR - HOUR / 2 : 0 });
  }, [timed, range.from]);
  return (
    <div className={css.weekView} data-timed={timed || undefined}>
      <div className={css.weekHead}>
        {days.map((day) => (
          <span key={day} className={css.weekDay} data-today={day === scene.today || undefined}>
            {weekdayWords(day, language)} <b>{Number(day.slice(8))}</b>
            {scene.create && (
              <IconButton size="sm" icon={IconPlus} className={css.plus} label={t("views:calendar.new_on", { day: dayWords(day, language) })} onClick={() => scene.create?.(day)} />
            )}
          </span>
        ))}
      </div>
      {timed && across.length > 0 && (
        <div className={css.across}>
          <WeekRow first={range.from} events={across} rows={4} month={null} numbered={false} />
        </div>
      )}
      <div ref={scroller} className={css.hoursBox}>
        {timed ? (
          <div className={css.hourGrid}>
            <div className={css.hourNames} aria-hidden="true">
              {Array.from({ length: 24 }, (_, hour) => (
                <span key={hour} style={{ top: hour * HOUR }}>
                  {hour === 0 ? "" : timeWords(hour * 60)}
                </span>
              ))}
            </div>
            {days.map((day) => (
              <DayHours key={day} day={day} events={events.filter((event) => isWithinDay(event) && event.from === day)} />
            ))}
          </div>
        ) : (
          <WeekRow first={range.from} events={across} rows={400} month={null} numbered={false} />
        )}
      </div>
    </div>
  );
}

