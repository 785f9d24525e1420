import { useLanguage, useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { Popover } from "@/ui/Popover";
import css from "./calendar.module.css";
import { EventChip } from "./EventChip";
import type { CalendarEvent } from "./model";
import { dayWords } from "./words";

interface MoreEventsProps {
  day: string;
  /** What the button counts. */
  n: number;
  /** What it opens. */
  events: readonly CalendarEvent[];
  brief?: boolean;
}

/** How many more there are than have room, and the way to them. */
export function MoreEvents({ day, n, events, brief = false }: Readonly<MoreEventsProps>) {
  const t = useT("views");
  const language = useLanguage();
  const words = dayWords(day, language);
  return (
    <Popover
      width={280}
      label={words}
      target={
        <Button size="sm" look="quiet" className={css.moreButton} aria-label={brief ? t("views:calendar.more", { n }) : undefined}>
          {brief ? `+${n}` : t("views:calendar.more", { n })}
        </Button>
      }
    >
      <p className={css.moreDay}>{words}</p>
      <div className={css.moreList}>
        {events.map((event) => (
          <EventChip key={event.row.id} event={event} day={event.from} look="bar" />
        ))}
      </div>
    </Popover>
  );
}
