import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { BASE } from "@/api/client";
import { keys } from "@/api/keys";
import { useT } from "@/i18n";
import { LinkButton } from "@/ui/Button";
import { IconAlert, IconCheck, IconDownload } from "@/ui/icons";
import { Progress } from "@/ui/Progress";
import { Spinner } from "@/ui/Spinner";
import type { Made, Prepared } from "./model";
import css from "./tables.module.css";
import type { Step } from "./useRun";
import { useRun } from "./useRun";

/** The forms that were made, and how their records come in; then the ways on. */
export function RunList({ made }: Readonly<{ made: Made }>) {
  const t = useT("tables");
  const client = useQueryClient();
  const steps = useRun(made);
  const over = made.imports.every((one) => ["done", "failed"].includes(steps[one.id]?.state ?? ""));

  useEffect(() => {
    void client.invalidateQueries({ queryKey: keys.apps });
    void client.invalidateQueries({ queryKey: keys.app(made.app) });
  }, [client, made, over]);

  return (
    <>
      <p aria-live="polite" className="muted">{over ? t("tables:all_in") : t("tables:coming_in")}</p>
      <ul className={css.runs}>
        {made.forms.map((form) => (
          <li key={form.form} className={css.run}>
            <div className={css.runHead}>
              <strong className="cut">{form.label}</strong>
              {over && <LinkButton to={`/a/${made.app}/f/${form.form}`} size="sm" look="quiet">{t("tables:open")}</LinkButton>}
            </div>
            {made.imports.filter((one) => one.form === form.form).map((one) => <RunLine key={one.id} one={one} label={form.label} step={steps[one.id] ?? { state: "waiting" }} />)}
          </li>
        ))}
      </ul>
      {over && made.forms[0] && <div className={css.foot}><LinkButton to={`/a/${made.app}/f/${made.forms[0].form}`} look="primary">{t("tables:open_first", { name: made.forms[0].label })}</LinkButton></div>}
    </>
  );
}

function RunLine({ one, label, step }: Readonly<{ one: Prepared; label: string; step: Step }>) {
  const t = useT("tables");
  const what = one.links ? t("tables:links_of", { name: label }) : t("tables:records_of", { name: label });
  if (step.state === "running") {
    return (
      <div className={css.line}>
        <Spinner size={14} />
        <Progress label={what} done={step.done} total={one.rows} />
        <span className="muted small num">{`${step.done} / ${one.rows}`}</span>
      </div>
    );
  }
  if (step.state === "failed") return <p className={css.line} role="alert"><IconAlert size={16} />{step.error}</p>;
  if (step.state === "waiting") return <p className={`${css.line} muted`}><span className={css.dot} />{one.links ? t("tables:links_wait") : t("tables:waits", { count: one.rows })}</p>;
  const { created, updated, failed, left_empty: left, problems } = step.report;
  const said = [one.links ? t("tables:linked", { count: updated }) : t("tables:created", { count: created }), failed > 0 && t("tables:failed", { count: failed }), left > 0 && t("tables:left_empty", { count: left })];
  return (
    <p className={css.line}>
      {problems.length > 0 ? <IconAlert size={16} className={css.warn} /> : <IconCheck size={16} className={css.ok} />}
      <span className="num">{said.filter(Boolean).join(t("common:list_comma"))}</span>
      {problems.length > 0 && <a href={`${BASE}/imports/${one.id}/errors.xlsx`} download><IconDownload size={14} /> {t("tables:error_sheet")}</a>}
    </p>
  );
}
