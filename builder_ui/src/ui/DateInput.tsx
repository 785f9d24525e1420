import { lazy, Suspense, useState } from "react";
import { useLanguage, useT } from "@/i18n";
import { formatDate, formatDateTime } from "@/lib/format";
import { isComposing } from "@/lib/keyboard";
import { readDate, readDateTime } from "@/lib/readDate";
import { IconButton } from "./Button";
import { IconCalendar } from "./icons";
import { Input } from "./Input";
import { Popover } from "./Popover";
import css from "./DateInput.module.css";

const Calendar = lazy(() => import("./DateCalendar"));

interface DateInputProps {
  id?: string;
  /** The field's name, for the calendar. */
  label: string;
  /** `2026-06-01`, with `withTime` an instant; a text that is neither stays as typed. */
  value: string;
  /** With `withTime`: the value as the reader edits it. */
  shownText?: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  withTime?: boolean;
  invalid?: boolean | undefined;
  describedBy?: string | undefined;
  required?: boolean | undefined;
  readOnly?: boolean | undefined;
  autoFocus?: boolean | undefined;
  ariaLabel?: string;
}

/** Typing in words or figures, or the calendar. */
export function DateInput({ id, label, value, shownText, onChange, onBlur, withTime = false, invalid = false, describedBy, required, readOnly, autoFocus, ariaLabel }: Readonly<DateInputProps>) {
  const t = useT();
  const language = useLanguage();
  const [draft, setDraft] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const read = withTime ? readDateTime : readDate;
  const editable = shownText ?? value;
  const resting = !value || read(value) === null ? value : withTime ? formatDateTime(value, language) : formatDate(value, language);
  const settle = () => {
    if (draft === null) return;
    onChange(draft.trim() === "" ? "" : (read(draft) ?? draft));
    setDraft(null);
  };
  return (
    <Input
      id={id}
      value={draft ?? resting}
      placeholder={readOnly ? undefined : t(withTime ? "common:datetime_hint" : "common:date_hint")}
      autoComplete="off"
      aria-label={ariaLabel}
      aria-required={required}
      aria-describedby={describedBy}
      invalid={invalid}
      readOnly={readOnly}
      autoFocus={autoFocus}
      onFocus={() => !readOnly && setDraft(editable)}
      onChange={(event) => {
        setDraft(event.target.value);
        const found = read(event.target.value);
        if (found || event.target.value === "") onChange(found ?? "");
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !isComposing(event)) settle();
        if (event.key === "ArrowDown" && event.altKey) setOpen(true);
      }}
      onBlur={() => {
        settle();
        onBlur?.();
      }}
      end={
        readOnly ? undefined : (
          <Popover
            open={open}
            onOpenChange={setOpen}
            align="end"
            width={284}
            label={label}
            target={<IconButton size="sm" icon={IconCalendar} label={t("common:open_calendar", { label })} onClick={() => setOpen(!open)} />}
          >
            <Suspense fallback={<div className={css.room} />}>
              <Calendar
                value={readDate(editable)}
                onPick={(day) => {
                  setDraft(null);
                  onChange(withTime ? (readDateTime(`${day} ${/\d{1,2}:\d{2}/.exec(editable)?.[0] ?? "09:00"}`) ?? "") : day);
                  setOpen(false);
                }}
              />
            </Suspense>
          </Popover>
        )
      }
    />
  );
}
