import type { KeyboardEvent } from "react";
import { useLayoutEffect, useRef, useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { toast } from "@/ui/Toast";
import type { CellEditorProps } from "../contract";
import { fieldType } from "../registry";
import css from "./editor.module.css";

/** The grid's editor for everything that is typed: text, numbers, dates. */
export function LineCellEditor({ field, value, typed, onCommit, onCancel }: CellEditorProps) {
  const t = useT();
  const language = useLanguage();
  const type = fieldType(field.type);
  const [text, setText] = useState(typed ?? (type.editText ?? ((one) => type.format(one, field, language)))(value, field));
  const ended = useRef(false);
  const box = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);

  useLayoutEffect(() => {
    box.current?.focus();
    if (typed === null) box.current?.select();
  }, [typed]);

  const end = (then: "stay" | "down" | "right" | "left") => {
    if (ended.current) return;
    const parsed = type.parse(text, field, language);
    if (!parsed.ok) {
      setWrong(true);
      toast({ kind: "error", text: t(`errors:${parsed.code}`, { label: field.label }), stay: 6000 });
      return;
    }
    ended.current = true;
    onCommit(parsed.value, then);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (isComposing(event)) return;
    if (event.key === "Enter") end(event.shiftKey ? "stay" : "down");
    else if (event.key === "Tab") end(event.shiftKey ? "left" : "right");
    else if (event.key === "Escape") {
      ended.current = true;
      onCancel();
    } else return;
    event.preventDefault();
  };

  return (
    <input
      ref={box}
      className={css.line}
      data-align={type.align}
      aria-label={field.label}
      aria-invalid={wrong || undefined}
      inputMode={type.align === "right" ? "decimal" : undefined}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        setWrong(false);
      }}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (ended.current) return;
        const parsed = type.parse(text, field, language);
        ended.current = true;
        if (parsed.ok) onCommit(parsed.value, "stay");
        else onCancel();
      }}
    />
  );
}
