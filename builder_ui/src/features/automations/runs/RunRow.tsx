import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import type { AppDef, Json, Value } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useLanguage, useT } from "@/i18n";
import { formatDateTime } from "@/lib/format";
import { IconAlert, IconCheck, IconChevronDown, IconChevronRight, IconClock } from "@/ui/icons";
import { Tag } from "@/ui/Tag";
import { Reason } from "./Reason";
import type { Run, RunStep } from "./model";
import { duration, durationWords, errorText, madeRecord, outputParts } from "./model";
import css from "./runs.module.css";

interface RunRowProps {
  app: AppDef;
  run: Run;
  startOpen: boolean;
}

const COLOR: Readonly<Record<string, string>> = {
  done: "green",
  failed: "red",
  running: "blue",
  waiting: "gold",
  cancelled: "gray",
};

function Took({ from, to }: Readonly<{ from: string | null; to: string | null }>) {
  const t = useT("automation");
  const time = duration(from, to);
  if (time === null) return <span className={css.dim}>–</span>;
  const { unit, n } = durationWords(time);
  return <span className="num">{t(`automation:duration.${unit}`, { n })}</span>;
}

function StepIcon({ state }: Readonly<{ state: string }>) {
  if (state === "failed") return <IconAlert size={16} className={css.bad} />;
  if (state === "done") return <IconCheck size={16} className={css.good} />;
  return <IconClock size={16} className={css.dim} />;
}

function Step({ app, step }: Readonly<{ app: AppDef; step: RunStep }>) {
  const t = useT("automation");
  const made = madeRecord(step.output);
  const error = errorText(step.error);
  const parts = made ? [] : outputParts(step.output);
  return (
    <li className={css.step} data-step={step.path} data-step-state={step.state}>
      <StepIcon state={step.state} />
      <div className={css.stepText}>
        <p>
          {step.sentence || step.path}{" "}
          <span className={css.dim}>· {t(`automation:state.${step.state}`, { defaultValue: step.state })}</span>
        </p>
        {made && (
          <Link to="/a/$app/f/$form/r/$id" params={{ app: app.id, form: made.form, id: String(made.id) }}>
            {t("automation:runs.made", { form: app.forms[made.form]?.label ?? made.form, id: made.id })}
          </Link>
        )}
        {parts.length > 0 && (
          <details className={css.output} open={!step.sentence}>
            <summary>{t("automation:runs.output")}</summary>
            <p>
              {parts.map((part) => (
                <span key={part.name}>
                  {part.name && `${part.name}: `}
                  {part.text}
                </span>
              ))}
            </p>
          </details>
        )}
        {error && <p className={css.bad}>{error}</p>}
      </div>
      <Took from={step.started_at} to={step.ended_at} />
    </li>
  );
}

/** One run; opened it tells why the rule ran, what had changed and what each step did. */
export function RunRow({ app, run, startOpen }: Readonly<RunRowProps>) {
  const t = useT("automation");
  const language = useLanguage();
  const [open, setOpen] = useState(startOpen);
  const id = useId();
  const form = run.record ? app.forms[run.record.form] : undefined;
  // The server says values in the reader's language; where it does not, the field type does.
  const text = (fieldId: string, value: Json, shown?: string | null): string => {
    if (shown) return shown;
    const field = form?.fields[fieldId];
    if (value === null || value === undefined) return t("automation:runs.empty_value");
    if (typeof value === "boolean") return t(value ? "common:yes" : "common:no");
    if (!field) return typeof value === "object" ? JSON.stringify(value) : String(value);
    return fieldType(field.type).format(value as Value, field, language);
  };
  const Chevron = open ? IconChevronDown : IconChevronRight;
  const { condition } = run;
  return (
    <li className={css.run} data-run={run.id} data-rule={run.rule} data-run-state={run.state}>
      <div className={css.line}>
        <button
          type="button"
          className={css.toggle}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <Chevron size={16} />
          <time dateTime={run.started_at} className="num">
            {formatDateTime(run.started_at, language)}
          </time>
          <span className={`${css.rule} cut`}>{run.rule_label}</span>
        </button>
        <span className={`${css.record} cut`}>
          {run.record && (
            <Link to="/a/$app/f/$form/r/$id" params={{ app: app.id, form: run.record.form, id: String(run.record.id) }}>
              {run.record.title || `#${run.record.id}`}
            </Link>
          )}
        </span>
        <span className={css.state}>
          <Tag color={COLOR[run.state] ?? "gray"}>
            {t(`automation:state.${run.state}`, { defaultValue: run.state })}
          </Tag>
        </span>
        <span className={css.took}>
          <Took from={run.started_at} to={run.ended_at} />
        </span>
      </div>
      {open && (
        <div id={id} className={css.detail}>
          <section>
            <h3>{t("automation:runs.why")}</h3>
            {condition ? (
              <>
                <Reason app={app} form={form} text={condition.text} shown={condition.shown || condition.text} />
                {condition.values.length > 0 && (
                  <dl className={css.values}>
                    {condition.values.map((one) => (
                      <div key={one.name}>
                        <dt>{one.label}</dt>
                        <dd>{text(one.name, one.value, one.shown)}</dd>
                      </div>
                    ))}
                  </dl>
                )}
              </>
            ) : (
              <p className={css.dim}>{t("automation:runs.no_condition")}</p>
            )}
          </section>
          {run.changed.length > 0 && (
            <section>
              <h3>{t("automation:runs.changed")}</h3>
              <dl className={css.values}>
                {run.changed.map((change) => (
                  <div key={change.field}>
                    <dt>{change.label}</dt>
                    <dd>
                      <span className={css.old}>{text(change.field, change.old, change.old_shown)}</span>
                      <span aria-hidden="true"> → </span>
                      <span className="vh">{t("automation:runs.became")}</span>
                      <strong>{text(change.field, change.new, change.new_shown)}</strong>
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          )}
          <section className={css.wide}>
            <h3>{t("automation:runs.steps")}</h3>
            {run.steps.length === 0 ? (
              <p className={css.dim}>{t("automation:runs.no_steps")}</p>
            ) : (
              <ol className={css.steps}>
                {run.steps.map((step) => (
                  <Step key={step.path} app={app} step={step} />
                ))}
              </ol>
            )}
            <p className={css.dim}>{t("automation:runs.version", { version: run.version })}</p>
          </section>
        </div>
      )}
    </li>
  );
}
