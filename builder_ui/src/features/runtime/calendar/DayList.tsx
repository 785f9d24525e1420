import { useEffect, useRef } from "react";
import { useLanguage, useT } from "@/i18n";
import { IconButton } from "@/ui/Button";
import { useDroppable } from "@/ui/dnd";
import { IconPlus } from "@/ui/icons";
import { CardLines } from "../cards/CardLines";
import css from "./calendar.module.css";
import { EventChip } from "./EventChip";
import type { CalendarEvent, Range } from "./model";
import { byTime, daysOf } from "./model";
import { useScene } from "./scene";
import { dayWords } from "./words";

function Day({ day, events }: Readonly<{ day: string; events: readonly CalendarEvent[] }>) {
  const t = useT("views");
  const language = useLanguage();
  const scene = useScene();
  const { create } = scene;
  const { ref, isDropTarget } = useDroppable({ id: `list:${day}`, data: { day } });
  return (
    <section ref={ref} className={css.listDay} data-list-day={day} data-today={day === scene.today || undefined} data-over={isDropTarget || scene.carried?.day === day || undefined} aria-label={dayWords(day, language)}>
      <h2 className={css.listDate}>
        {dayWords(day, language)}
        {create && <IconButton size="sm" icon={IconPlus} label={t("views:calendar.new_on", { day: dayWords(day, language) })} onClick={() => create(day)} />}
      </h2>
      <div className={css.listEvents}>
        {events.map((event) => (
          <EventChip key={event.row.id} event={event} day={day} look="line" before={event.from < day}>
            <CardLines app={scene.app.id} form={scene.form} view={scene.view} row={event.row} />
          </EventChip>
        ))}
      </div>
    </section>
  );
}

/** The days of a month that hold something, one below the other; today stands there in any case. */
export function DayList({ range, day, events }: Readonly<{ range: Range; day: string; events: readonly CalendarEvent[] }>) {
  const scene = useScene();
  const box = useRef<HTMLDivElement>(null);
  const days = daysOf(range).flatMap((one) => {
    const here = events.filter((event) => event.from <= one && one <= event.to).sort(byTime);
    return here.length > 0 || one === scene.today || one === day || scene.carried?.day === one ? [{ day: one, events: here }] : [];
  });
  const ready = days.length > 0;
  useEffect(() => {
    box.current?.querySelector(`[data-list-day="${day}"]`)?.scrollIntoView({ block: "start" });
  }, [day, ready]);
  return (
    <div ref={box} className={css.list}>
      {days.map((one) => (
        <Day key={one.day} {...one} />
      ))}
    </div>
  );
}
