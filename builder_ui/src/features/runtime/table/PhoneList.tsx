import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { FormDef, RecordData } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { StaleMark } from "@/ui/StaleMark";
import css from "./table.module.css";
import type { Rows } from "./useRows";

interface PhoneListProps {
  app: string;
  form: FormDef;
  columns: readonly string[];
  rows: Rows;
  count: number;
  label: string;
  onOpen: (row: RecordData) => void;
}

const HEIGHT = 104;

/** Cards instead of a grid: the title and the first columns that hold something. */
export function PhoneList({ app, form, columns, rows, count, label, onOpen }: Readonly<PhoneListProps>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 6,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;
  const { onWindow } = rows;
  useEffect(() => {
    if (last >= 0) onWindow(first, last);
  }, [onWindow, first, last]);
  const lines = columns.filter((id) => !form.title_fields.includes(id)).slice(0, 7);
  return (
    <div ref={scroller} className={css.cards}>
      <ul aria-label={label} style={{ height: virtualizer.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const row = rows.rowAt(item.index);
          return (
            <li
              key={item.index}
              aria-setsize={count}
              aria-posinset={item.index + 1}
              className={css.cardItem}
              style={{ transform: `translateY(${item.start}px)`, height: HEIGHT }}
            >
              {row ? (
                <button type="button" className={css.card} data-record={row.id} onClick={() => onOpen(row)}>
                  <span className={`${css.cardTitle} cut`}>{row._title ?? `#${row.id}`}</span>
                  <span className={css.cardLines}>
                    {lines.map((id) => {
                      const field = form.fields[id];
                      const type = field && fieldType(field.type);
                      if (!field || !type || type.isEmpty(row[id])) return null;
                      return (
                        <span key={id} className={css.cardLine}>
                          <type.Cell field={field} value={row[id]} place={{ app, form: form.id, record: row.id }} />
                          {rows.unfinished.includes(id) && <StaleMark />}
                        </span>
                      );
                    })}
                  </span>
                </button>
              ) : (
                <span className={css.card} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
