import type { RecordData } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { useDraggable, useDroppable } from "@/ui/dnd";
import { IconCalendar, IconX } from "@/ui/icons";
import { cardTitle } from "../cards/card";
import { CardLines } from "../cards/CardLines";
import css from "./calendar.module.css";
import { useScene } from "./scene";

function Waiting({ row }: Readonly<{ row: RecordData }>) {
  const t = useT("views");
  const language = useLanguage();
  const scene = useScene();
  const { ref, isDragging } = useDraggable({ id: `tray:${row.id}`, data: { record: row.id }, disabled: !scene.movable });
  const title = cardTitle(scene.view, scene.form, row, language);
  return (
    <li
      ref={ref}
      className={css.waiting}
      data-waiting={row.id}
      data-dragging={isDragging || undefined}
      onPointerDown={() => {
        scene.grab.current = { days: 0, top: 0 };
      }}
    >
      <button type="button" className={css.title} onClick={() => scene.open(row.id)}>
        {title}
      </button>
      <CardLines app={scene.app.id} form={scene.form} view={scene.view} row={row} />
      {scene.movable && <IconButton size="sm" icon={IconCalendar} label={t("views:calendar.give_date", { title })} className={css.menu} data-control="" onClick={() => scene.ask(row)} />}
    </li>
  );
}

interface TrayProps {
  rows: readonly RecordData[];
  count: number;
  /** Whether what lies in the calendar may be laid here, to lose its date. */
  takes: boolean;
  onMore: () => void;
  onClose: () => void;
}

/** Records without a date, to be dragged onto a day; dragged here a record loses its own. */
export function Tray({ rows, count, takes, onMore, onClose }: Readonly<TrayProps>) {
  const t = useT("views");
  const { ref, isDropTarget } = useDroppable({ id: "tray", data: { tray: true }, disabled: !takes });
  return (
    <aside ref={ref} className={css.tray} data-tray="" data-over={isDropTarget || undefined} aria-label={t("views:calendar.undated")}>
      <header className={css.trayHead}>
        <h2>{t("views:calendar.undated_n", { n: count })}</h2>
        <IconButton size="sm" icon={IconX} label={t("views:calendar.undated_hide")} onClick={onClose} />
      </header>
      <p className={css.trayText}>{t(rows.length > 0 ? "views:calendar.undated_text" : "views:calendar.undated_none")}</p>
      <ul className={css.trayList}>
        {rows.map((row) => (
          <Waiting key={row.id} row={row} />
        ))}
        {rows.length < count && (
          <li>
            <Button size="sm" look="quiet" wide onClick={onMore}>
              {t("views:show_more", { n: count - rows.length })}
            </Button>
          </li>
        )}
      </ul>
    </aside>
  );
}
