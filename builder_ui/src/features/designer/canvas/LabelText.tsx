import { useEffect, useRef, useState } from "react";
import { isComposing } from "@/lib/keyboard";
import css from "./canvas.module.css";

interface LabelTextProps {
  value: string;
  label: string;
  onDone: (value: string) => void;
  onCancel: () => void;
}

/** A name that is changed where it stands. */
export function LabelText({ value, label, onDone, onCancel }: Readonly<LabelTextProps>) {
  const [text, setText] = useState(value);
  const box = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => void box.current?.select(), []);
  const finish = (keep: boolean): void => {
    if (done.current) return;
    done.current = true;
    const next = text.trim();
    if (keep && next && next !== value) onDone(next);
    else onCancel();
  };
  return (
    <input
      ref={box}
      className={css.rename}
      value={text}
      aria-label={label}
      maxLength={200}
      autoFocus
      onChange={(event) => setText(event.currentTarget.value)}
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (isComposing(event)) return;
        if (event.key === "Enter") finish(true);
        else if (event.key === "Escape") finish(false);
        else return;
        event.preventDefault();
      }}
      onBlur={() => finish(true)}
    />
  );
}
