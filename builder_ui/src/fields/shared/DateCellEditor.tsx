import { lazy, Suspense, useLayoutEffect, useRef, useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { readDate } from "@/lib/readDate";
import { toast } from "@/ui/Toast";
import type { CellEditorProps } from "../contract";
import { fieldType } from "../registry";
import css from "./editor.module.css";
import dateCss from "./date.module.css";
import { asText } from "./textType";

const Calendar = lazy(() => import("@/ui/DateCalendar"));

/** About its size: it arrives later than the decision on which side of the cell it opens. */
const CALENDAR = { width: 290, height: 310 };

/** Typing understands dates in words; the calendar below picks with the mouse. */
export function DateCellEditor({ field, value, typed, onCommit, onCancel }: CellEditorProps) {
  const t = useT();
  const language = useLanguage();
  const type = fieldType(field.type);
  const [text, setText] = useState(typed ?? type.editText?.(value, field) ?? asText(value));
  const box = useRef<HTMLInputElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const ended = useRef(false);
  const [side, setSide] = useState<{ left?: boolean; up?: boolean }>({});
  useLayoutEffect(() => {
    const editor = frame.current?.closest("[data-editor]");
    const room = editor?.closest("[data-room]")?.getBoundingClientRect();
    const own = editor?.getBoundingClientRect();
    if (own && room) setSide({ left: own.left + CALENDAR.width > room.right && own.right - CALENDAR.width > room.left, up: own.bottom + CALENDAR.height > room.bottom && own.top - CALENDAR.height > room.top });
  }, []);
  useLayoutEffect(() => {
    box.current?.focus();
    if (typed === null) box.current?.select();
  }, [typed]);
  const commit = (from: string, then: "stay" | "down" | "right" | "left", quiet = false) => {
    if (ended.current) return;
    const parsed = type.parse(from, field, language);
    if (!parsed.ok) {
      if (quiet) {
        ended.current = true;
        onCancel();
      } else toast({ kind: "error", text: t(`errors:${parsed.code}`, { label: field.label }), stay: 6000 });
      return;
    }
    ended.current = true;
    onCommit(parsed.value, then);
  };
  const day = readDate(text);
  return (
    <div ref={frame} onBlur={(event) => !frame.current?.contains(event.relatedTarget) && commit(text, "stay", true)}>
      <input
        ref={box}
        className={css.line}
        aria-label={field.label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (isComposing(event)) return;
          if (event.key === "Enter") commit(text, "down");
          else if (event.key === "Tab") commit(text, event.shiftKey ? "left" : "right");
          else if (event.key === "Escape") {
            ended.current = true;
            onCancel();
          } else return;
          event.preventDefault();
        }}
      />
      <div className={dateCss.below} data-left={side.left || undefined} data-up={side.up || undefined} onMouseDown={(event) => event.preventDefault()}>
        <Suspense fallback={null}>
          <Calendar value={day} onPick={(picked) => commit(type.type === "datetime" ? `${picked} ${/\d{1,2}:\d{2}/.exec(text)?.[0] ?? "00:00"}` : picked, "stay")} />
        </Suspense>
      </div>
    </div>
  );
}
