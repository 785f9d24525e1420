import type { Job } from "@/api/work";
import { useT } from "@/i18n";
import { IconCheck } from "@/ui/icons";
import { Progress } from "@/ui/Progress";
import { Spinner } from "@/ui/Spinner";
import css from "./templates.module.css";

const STEPS = ["forms", "people", "data"] as const;

/** What an installation goes through, in order, and where it is. */
export function InstallProgress({ job, sample }: Readonly<{ job: Job | undefined; sample: boolean }>) {
  const t = useT("home");
  const steps = STEPS.filter((step) => sample || step === "forms");
  const current = job?.progress?.step;
  const found = steps.findIndex((step) => step === current);
  const at = job?.state === "done" ? steps.length : Math.max(0, found);
  const { done = 0, total = null } = job?.progress ?? {};
  return (
    <div aria-live="polite">
      <Progress label={t("home:installing")} done={job?.state === "done" ? 1 : done} total={job?.state === "done" ? 1 : total} />
      <ol className={css.steps}>
        {steps.map((step, index) => {
          const state = index < at ? "done" : index === at ? "now" : "later";
          return (
            <li key={step} className={css.step} data-state={state} aria-current={state === "now" ? "step" : undefined}>
              <span className={css.mark}>{state === "done" ? <IconCheck size={16} /> : state === "now" ? <Spinner size={14} /> : <span className={css.dot} />}</span>
              {t(`home:step_${step}`)}
              {state === "now" && total ? <span className={`${css.share} num`}>{`${done} / ${total}`}</span> : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
