import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, useEffect, useRef, useState } from "react";
import { isApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { useUpdateRecord } from "@/api/queries";
import type { FieldDef, FormDef, RecordData, Value } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { linkedOf, targetOf } from "@/fields/relation/titles";
import { withOpenOptions } from "@/fields/select/open";
import { resultField } from "@/fields/shared/computedType";
import { useLanguage, useT } from "@/i18n";
import { isComposing } from "@/lib/keyboard";
import { same, toSend } from "@/lib/values";
import { IconExternal } from "@/ui/icons";
import { IconEdit } from "@/ui/toolIcons";
import { StaleMark } from "@/ui/StaleMark";
import { toast } from "@/ui/Toast";
import type { Logic } from "../form/model";
import { decided, problemOf, required } from "../form/model";
import { WhyButton } from "../why/WhyButton";
import { WhyState } from "../why/WhyState";
import css from "./record.module.css";

interface InlineFieldProps {
  app: string;
  form: FormDef;
  record: RecordData;
  field: FieldDef;
  still: boolean;
  tall: boolean;
  /** How the form's rules want the fields of the stored record. */
  logic: Logic;
  /** What they say against a value. */
  judge: (field: string, value: Value) => string | null;
}

/** Shows a value; pressing it turns it into its control. Enter or leaving saves, Escape takes back. */
export function InlineField({ app, form, record, field, still, tall, logic, judge }: Readonly<InlineFieldProps>) {
  const t = useT("record");
  const language = useLanguage();
  const client = useQueryClient();
  const type = fieldType(field.type);
  const shown = field.computed === null ? field : resultField(field);
  const shownType = fieldType(shown.type);
  const update = useUpdateRecord(app, form);
  const [draft, setDraft] = useState<Value>(undefined);
  const latest = useRef<Value>(undefined);
  const [editing, setEditing] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  // Picking and leaving may both want to save: the first one does.
  const busy = useRef(false);
  const comeBack = useRef(false);
  const stored = record[field.id];
  const id = `inline-${form.id}-${record.id}-${field.id}`;
  const place = { app, form: form.id, record: record.id, values: record };
  const single = (field.settings.to !== undefined || field.type === "user" || field.type === "department") && field.settings.many !== true;
  const empty = type.isEmpty(stored);

  useEffect(() => {
    if (editing) {
      const control = box.current?.querySelector<HTMLInputElement>("input");
      if (control && control === document.activeElement) control.select();
      return;
    }
    if (!comeBack.current) return;
    comeBack.current = false;
    opener.current?.focus();
  }, [editing]);

  const stop = (refocus: boolean) => {
    setEditing(false);
    setProblem(null);
    comeBack.current = refocus;
  };

  const save = (value: Value, refocus = true) => {
    if (busy.current) return;
    if (same(toSend(field, value), toSend(field, stored))) return stop(refocus);
    const wrong = problemOf(field, value, logic, language, t) ?? judge(field.id, value);
    if (wrong) return setProblem(wrong);
    busy.current = true;
    update.mutate(
      { id: record.id, revision: record.revision, values: { [field.id]: toSend(field, value) } },
      {
        onSettled: () => {
          busy.current = false;
        },
        onSuccess: () => stop(refocus),
        onError: (error) => {
          if (isApiError(error, 412)) {
            void client.invalidateQueries({ queryKey: keys.record(app, form.id, record.id) });
            toast({ kind: "error", text: t("record:changed_meanwhile") });
            stop(true);
          } else setProblem(isApiError(error) ? (error.byField[field.id] ?? error.errors[0]?.message ?? error.message) : t("errors:unknown"));
        },
      },
    );
  };

  if (type.acts) return <div className={css.field}><span className={css.label} aria-hidden="true" /><div className={css.value}><type.Cell field={field} value={null} place={place} /></div></div>;

  if (!editing) {
    const linked = single ? linkedOf(stored)[0] : undefined;
    const target = linked ? targetOf(field, app) : null;
    return (
      <div className={tall && !empty ? css.block : css.field}>
        <span className={css.label} id={`${id}-name`}>{field.label}{record._stale?.includes(field.id) && <> <StaleMark /></>}</span>
        <div className={css.value} data-computed={field.computed !== null || undefined}>
          {still || type.open ? (
            shownType.open && (field.computed === null ? !still : !empty) ? (
              <Suspense fallback={null}><shownType.FormInput id={id} field={shown} value={stored} place={place} readOnly={still} onChange={(value) => save(value, false)} /></Suspense>
            ) : field.computed !== null ? (
              <WhyButton app={app} form={form.id} id={record.id} field={field}>
                {empty && field.computed !== "later" ? <span className="muted"><span aria-hidden="true">—</span><span className="vh">{t("record:empty")}</span></span> : <type.Cell field={field} value={stored} place={place} />}
              </WhyButton>
            ) : (
              <>
              <span className={css.plain}>{empty ? <span className="muted"><span aria-hidden="true">—</span><span className="vh">{t("record:empty")}</span></span> : type.Whole ? <Suspense fallback={null}><type.Whole field={field} value={stored} place={place} /></Suspense> : <type.Cell field={field} value={stored} place={place} />}</span>
              {decided(logic, field) && form.can.update && <WhyState app={app} form={form.id} id={record.id} field={field} />}
              </>
            )
          ) : (
            <button
              ref={opener}
              type="button"
              className={css.show}
              id={`${id}-show`}
              aria-labelledby={`${id}-name ${id}-show`}
              aria-description={t("record:press_to_change")}
              onClick={() => {
                latest.current = stored;
                setDraft(stored);
                setEditing(true);
              }}
            >
              {empty ? <span className="muted"><span aria-hidden="true">—</span><span className="vh">{t("record:empty")}</span></span> : type.Whole ? <Suspense fallback={null}><type.Whole field={field} value={stored} place={place} /></Suspense> : tall ? <span className={css.prose}>{type.format(stored, field, language)}</span> : <type.Cell field={field} value={stored} place={place} />}
              <IconEdit size={14} />
            </button>
          )}
          {linked && target && (target.app === app || target.app !== "company") && (
            <Link className={css.follow} to={`/a/${target.app}/f/${target.form}/r/${linked.id}`} aria-label={t("record:open_linked", { title: linked.title })} title={t("record:open_linked", { title: linked.title })}><IconExternal size={15} /></Link>
          )}
        </div>
      </div>
    );
  }

  return (
    <div
      ref={box}
      className={tall ? css.block : css.field}
      onKeyDown={(event) => {
        if (isComposing(event)) return;
        const open = event.target instanceof HTMLElement && event.target.getAttribute("aria-expanded") === "true";
        if (event.key === "Escape" && !open) {
          event.preventDefault();
          event.stopPropagation();
          stop(true);
        } else if (event.key === "Enter" && !open && (event.ctrlKey || event.metaKey || (event.target instanceof HTMLInputElement && field.type !== "address"))) {
          event.preventDefault();
          (event.target as HTMLElement).blur();
        }
      }}
      onBlur={(event) => {
        const next = event.relatedTarget as HTMLElement | null;
        if (box.current?.contains(next) || next?.closest("[data-portal]")) return;
        // The control's own handler ran first and has settled what was typed.
        save(latest.current, next === null);
      }}
    >
      <label className={css.label} htmlFor={id} id={`${id}-label`}>{field.label}</label>
      <div className={css.edit}>
        <Suspense fallback={<span className={css.plain} />}>
          <type.FormInput
            id={id}
            field={withOpenOptions(field, logic[field.id], draft)}
            value={draft}
            place={place}
            autoFocus
            required={required(logic, field)}
            invalid={problem !== null}
            describedBy={problem ? `${id}-error` : undefined}
            onChange={(value) => {
              latest.current = value;
              setDraft(value);
              setProblem(null);
              if (type.atOnce || (single && !type.isEmpty(value))) save(value);
            }}
          />
        </Suspense>
        {problem && <p className={css.problem} id={`${id}-error`} role="alert">{problem}</p>}
        {problem !== null && judge(field.id, latest.current) === problem && <WhyState app={app} form={form.id} id={record.id} field={field} typed={{ [field.id]: toSend(field, latest.current) ?? null }} />}
      </div>
    </div>
  );
}
