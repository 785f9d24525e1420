import { useState } from "react";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { TextArea } from "@/ui/Input";
import type { FormInputProps } from "../contract";
import css from "./json.module.css";
import { asDraft, draftText, isDraft, readJson } from "./read";

const written = (value: unknown): string => (value === null || value === undefined ? "" : isDraft(value) ? draftText(value) : JSON.stringify(value, null, 2));

/** Text with the place where it stops being JSON said below. */
export function FormInput({ id, field, value, onChange, onBlur, invalid = false, describedBy, required, readOnly, autoFocus }: FormInputProps) {
  const t = useT();
  const [text, setText] = useState(() => written(value));
  const [left, setLeft] = useState(false);
  const { trouble } = readJson(text);
  const said = trouble && left ? `${id}-place` : undefined;
  return (
    <div className={css.input}>
      <TextArea
        id={id}
        className={css.text}
        rows={Math.min(16, Math.max(4, text.split("\n").length + 1))}
        spellCheck={false}
        value={readOnly ? written(value) : text}
        readOnly={readOnly}
        autoFocus={autoFocus}
        invalid={invalid || Boolean(said)}
        aria-required={required}
        aria-label={field.label}
        aria-describedby={[describedBy, said].filter(Boolean).join(" ") || undefined}
        onChange={(event) => {
          setText(event.target.value);
          const read = readJson(event.target.value);
          onChange(read.trouble ? asDraft(event.target.value) : read.value);
        }}
        onBlur={() => {
          setLeft(true);
          onBlur?.();
        }}
      />
      {!readOnly && (
        <div className={css.below}>
          {trouble && left ? <span className={css.trouble} id={said}>{t(`fields:json.${trouble.code}`, { line: trouble.line, column: trouble.column })}</span> : <span />}
          <Button size="sm" look="quiet" disabled={trouble !== null || text.trim() === ""} onClick={() => setText(JSON.stringify(JSON.parse(text), null, 2))}>{t("fields:json.format")}</Button>
        </div>
      )}
    </div>
  );
}
