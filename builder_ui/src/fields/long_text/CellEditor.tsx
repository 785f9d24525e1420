import { useLayoutEffect, useRef, useState } from "react";
import { isComposing } from "@/lib/keyboard";
import type { CellEditorProps } from "../contract";
import css from "../shared/editor.module.css";
import { asText } from "../shared/textType";

/** Alt+Enter or Shift+Enter makes a new line, Enter commits. */
export function CellEditor({ field, value, typed, onCommit, onCancel }: CellEditorProps) {
  const [text, setText] = useState(typed ?? asText(value));
  const box = useRef<HTMLTextAreaElement>(null);
  const ended = useRef(false);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(box.current.value.length, box.current.value.length);
  }, []);
  const commit = (then: "stay" | "down" | "right" | "left") => {
    if (ended.current) return;
    ended.current = true;
    onCommit(text === "" ? null : text, then);
  };
  return (
    <textarea
      ref={box}
      className={css.area}
      aria-label={field.label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => commit("stay")}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (isComposing(event)) return;
        if (event.key === "Escape") {
          ended.current = true;
          onCancel();
        } else if (event.key === "Tab") commit(event.shiftKey ? "left" : "right");
        else if (event.key === "Enter" && !event.altKey && !event.shiftKey) commit("down");
        else return;
        event.preventDefault();
      }}
    />
  );
}
