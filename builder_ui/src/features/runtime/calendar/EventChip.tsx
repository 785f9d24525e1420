import type { CSSProperties, MouseEvent, PointerEvent, ReactNode } from "react";
import { useLanguage, useT } from "@/i18n";
import { daysBetween } from "./days";
import { IconButton } from "@/ui/Button";
import { useDraggable } from "@/ui/dnd";
import { IconCalendar } from "@/ui/icons";
import { IconDots } from "@/ui/toolIcons";
import { Menu } from "@/ui/Menu";
import { cardHue, cardTitle } from "../cards/card";
import css from "./calendar.module.css";
import type { CalendarEvent } from "./model";
import { useScene } from "./scene";
import { shortDay, timeWords } from "./words";

interface EventChipProps {
  event: CalendarEvent;
  /** The first day of the piece that is drawn here, and how many it has. */
  day: string;
  days?: number;
  look: "bar" | "block" | "line";
  style?: CSSProperties;
  /** Its end lies here and may be drawn out. */
  edge?: boolean;
  /** There is room for one line alone. */
  short?: boolean;
  before?: boolean;
  after?: boolean;
  children?: ReactNode;
}

/** The end of an event, to be drawn to another day or hour. */
function Edge({ id, day }: Readonly<{ id: number; day: string }>) {
  const { ref } = useDraggable({ id: `edge:${id}:${day}`, data: { edge: true, record: id } });
  return <span ref={ref} data-edge="" className={css.edge} aria-hidden="true" />;
}

/** A record in the calendar: dragged as a whole or by its end, picked up with Space, or moved by its menu. */
export function EventChip({ event, day, days = 1, look, style, edge = false, short = false, before, after, children }: Readonly<EventChipProps>) {
  const t = useT("views");
  const language = useLanguage();
  const scene = useScene();
  const { row } = event;
  const { ref, isDragging } = useDraggable({ id: `move:${row.id}:${day}`, data: { record: row.id }, disabled: !scene.movable });
  const title = cardTitle(scene.view, scene.form, row, language);
  const hue = cardHue(scene.view, scene.form, row) ?? "blue";
  const time = event.begins === null || before ? null : timeWords(event.begins);
  const until = event.ends !== null && event.from === event.to ? timeWords(event.ends) : null;
  const grab = (press: PointerEvent<HTMLElement>): void => {
    const box = press.currentTarget.getBoundingClientRect();
    const column = Math.min(days - 1, Math.max(0, Math.floor(((press.clientX - box.left) / box.width) * days)));
    scene.grab.current = { days: daysBetween(event.from, day) + column, top: press.clientY - box.top };
  };
  const click = (press: MouseEvent): void => {
    if (press.target instanceof Element && press.target.closest("button, a, [role=menu]")) return;
    scene.open(row.id);
  };
  const carried = scene.carried?.id === row.id;
  return (
    <div
      ref={ref}
      className={`${css.event} ${css[look]}`}
      style={{ "--hue": `var(--tag-${hue}-bg)`, "--on-hue": `var(--tag-${hue})`, "--edge": `var(--tag-${hue}-solid)`, ...style } as CSSProperties}
      data-event={row.id}
      data-day={day}
      data-dragging={isDragging || undefined}
      data-carried={carried || undefined}
      data-refused={scene.refused === row.id || undefined}
      data-open={scene.openId === row.id || undefined}
      data-short={short || undefined}
      data-before={before || undefined}
      data-after={after || undefined}
      onPointerDown={grab}
      onClick={click}
    >
      <button
        type="button"
        className={css.title}
        title={title}
        aria-roledescription={scene.movable ? t("views:calendar.movable") : undefined}
        aria-describedby={scene.movable ? "calendar-keys" : undefined}
        aria-pressed={carried || undefined}
        onClick={() => scene.open(row.id)}
        onKeyDown={scene.movable ? (key) => scene.keyDown(event, key) : undefined}
        onBlur={carried ? scene.putDown : undefined}
      >
        {time && look !== "block" && <span className={css.time}>{until && look === "line" ? `${time}–${until}` : time} </span>}
        {title}
        {time && look === "block" && <span className={`${css.time} ${css.blockTime}`}>{until ? `${time}–${until}` : time}</span>}
        {look !== "line" && <span className="vh">, {shortDay(event.from, language)}</span>}
      </button>
      {children}
      {scene.movable && (
        <Menu
          width={200}
          target={<IconButton size="sm" icon={IconDots} label={t("views:actions_for", { title })} className={css.menu} data-control="" />}
          sections={[
            {
              key: "do",
              items: [
                { key: "move", label: t("views:calendar.move_to"), icon: IconCalendar, onSelect: () => scene.ask(row) },
                { key: "open", label: t("views:open_record"), onSelect: () => scene.open(row.id) },
              ],
            },
          ]}
        />
      )}
      {edge && scene.stretchable && <Edge id={row.id} day={day} />}
    </div>
  );
}
