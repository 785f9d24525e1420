import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { IconAlert } from "@/ui/icons";
import css from "./form.module.css";
import { fieldOfPath } from "./model";
import { controlId } from "./RecordFields";
import type { RecordForm } from "./useRecordForm";

/** Takes the focus after a refused save; each line leads to its field. */
export function ErrorSummary({ form, state, scope }: Readonly<{ form: FormDef; state: RecordForm; scope: string }>) {
  const t = useT("record");
  const box = useRef<HTMLDivElement>(null);
  const items = Object.entries(state.problems);
  useEffect(() => {
    if (state.attempts > 0) box.current?.focus();
  }, [state.attempts]);
  // Before the first refused save, messages stand at their fields alone.
  if (state.attempts === 0 || (items.length === 0 && !state.general)) return null;

  const go = (path: string) => {
    const field = fieldOfPath(path);
    const part = controlId(scope, path.split(".").join("-"));
    flushSync(() => state.paging.reveal(field));
    const target = document.getElementById(part) ?? document.getElementById(controlId(scope, field));
    target?.scrollIntoView({ block: "center" });
    target?.focus();
  };

  return (
    <div ref={box} tabIndex={-1} data-autofocus="" role="alert" className={css.summary} data-errors={items.length}>
      <p><IconAlert size={16} /><b>{items.length > 0 ? t("record:not_saved", { count: items.length }) : t("record:not_saved_general")}</b></p>
      {state.general && <p className={css.general}>{state.general}</p>}
      {items.length > 0 && (
        <ul>
          {items.map(([path, message]) => (
            <li key={path}>
              <a href={`#${controlId(scope, fieldOfPath(path))}`} onClick={(event) => { event.preventDefault(); go(path); }}>
                {form.fields[fieldOfPath(path)]?.label ?? path}
              </a>
              {`${t("common:colon")}${message}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
