import { useState } from "react";
import { useT } from "@/i18n";
import type { FieldDef } from "@/api/types";
import { Mark } from "./Mark";
import { iconOf, mostOf } from "./index";
import css from "./rating.module.css";

interface MarksProps {
  field: FieldDef;
  id?: string | undefined;
  value: number;
  size: number;
  disabled?: boolean;
  autoFocus?: boolean;
  describedBy?: string | undefined;
  invalid?: boolean;
  onChange: (value: number | null) => void;
  onBlur?: (() => void) | undefined;
}

/** A group of radio buttons that look like marks; pressing the chosen one again takes it back. */
export function Marks({ field, id, value, size, disabled = false, autoFocus = false, describedBy, invalid = false, onChange, onBlur }: Readonly<MarksProps>) {
  const t = useT();
  const [over, setOver] = useState(0);
  const most = mostOf(field);
  const shown = over || value;
  return (
    <div className={css.marks} role="radiogroup" aria-label={field.label} aria-describedby={describedBy} aria-invalid={invalid || undefined} onMouseLeave={() => setOver(0)}>
      {Array.from({ length: most }, (_, at) => at + 1).map((mark) => (
        <button
          key={mark}
          id={mark === Math.max(1, value) ? id : undefined}
          type="button"
          role="radio"
          className={css.press}
          aria-checked={mark === value}
          aria-label={t("fields:rating", { value: mark, max: most })}
          tabIndex={mark === Math.max(1, value) ? 0 : -1}
          disabled={disabled}
          autoFocus={autoFocus && mark === Math.max(1, value)}
          onMouseEnter={() => !disabled && setOver(mark)}
          onClick={() => {
            setOver(0);
            onChange(mark === value ? null : mark);
          }}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
            const next = step ? Math.min(most, value + step) : /^\d$/.test(event.key) ? Math.min(most, Number(event.key)) : event.key === "Delete" || event.key === "Backspace" ? 0 : null;
            if (next === null) return;
            event.preventDefault();
            onChange(next > 0 ? next : null);
            (event.currentTarget.parentElement?.children[Math.max(0, next - 1)] as HTMLElement | undefined)?.focus();
          }}
          onBlur={onBlur}
        >
          <Mark name={iconOf(field)} full={mark <= shown} size={size} />
        </button>
      ))}
    </div>
  );
}
