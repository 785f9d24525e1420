import { useEffect } from "react";
import css from "./table.module.css";

export interface Note {
  readonly id: number;
  readonly field: number;
  readonly text: string;
}

/** Why a cell keeps its value, right below it, until one goes on. */
export function CellNote({ note, onGone }: Readonly<{ note: Note; onGone: () => void }>) {
  useEffect(() => {
    const events = ["keydown", "pointerdown", "wheel"] as const;
    for (const event of events) window.addEventListener(event, onGone, { capture: true, once: true });
    return () => events.forEach((event) => window.removeEventListener(event, onGone, { capture: true }));
  }, [note, onGone]);
  const cell = document.querySelector(`[role="row"][data-id="${note.id}"] [data-c="${note.field}"]`)?.getBoundingClientRect();
  const place = cell ? { top: Math.min(cell.bottom + 4, window.innerHeight - 80), left: Math.max(8, Math.min(cell.left, window.innerWidth - 328)) } : { bottom: 24, left: 24 };
  return (
    <div role="alert" className={css.note} style={place}>
      {note.text}
    </div>
  );
}
