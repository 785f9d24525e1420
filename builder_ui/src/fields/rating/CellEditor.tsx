import { useEffect, useRef, useState } from "react";
import type { CellEditorProps } from "../contract";
import { Marks } from "./Marks";
import { mostOf, ratingOf } from "./index";
import css from "./rating.module.css";

/** A digit is the whole answer; else marks to press, or arrows and Enter. */
export function CellEditor({ field, value, typed, onCommit, onCancel }: CellEditorProps) {
  const [count, setCount] = useState<number>(ratingOf(value));
  const ended = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const end = (next: number | null, then: "stay" | "down" | "right" | "left") => {
    if (ended.current) return;
    ended.current = true;
    onCommit(next ? Math.min(mostOf(field), next) : null, then);
  };
  useEffect(() => {
    if (typed !== null && /^\d$/.test(typed)) end(Number(typed), "stay");
    else box.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, []);
  return (
    <div
      ref={box}
      className={css.editor}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") {
          ended.current = true;
          onCancel();
        } else if (event.key === "Enter") end(count, "down");
        else if (event.key === "Tab") end(count, event.shiftKey ? "left" : "right");
        else return;
        event.preventDefault();
      }}
      onBlur={(event) => !box.current?.contains(event.relatedTarget) && end(count, "stay")}
    >
      <Marks
        field={field}
        value={count}
        size={16}
        onChange={(next) => setCount(next ?? 0)}
      />
    </div>
  );
}
