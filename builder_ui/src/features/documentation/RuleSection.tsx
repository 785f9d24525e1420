import { useT } from "@/i18n";
import { Tag } from "@/ui/Tag";
import css from "./documentation.module.css";
import type { RuleTold, StepTold } from "./types";

/** One rule as it would be told: when, and then what, step by step. */
export function RuleSection({ rule }: Readonly<{ rule: RuleTold }>) {
  const t = useT("documentation");
  return (
    <article className={css.form}>
      <h3>{rule.label} {!rule.enabled && <Tag>{t("documentation:switched_off")}</Tag>}</h3>
      {rule.help && <p className="muted">{rule.help}</p>}
      <p>{rule.when}</p>
      <Steps steps={rule.steps} />
    </article>
  );
}

function Steps({ steps }: Readonly<{ steps: readonly StepTold[] }>) {
  return (
    <ol className={css.sentences}>
      {steps.map((step) => (
        <li key={step.id}>
          {step.sentence}
          {step.set.length > 0 && <ul className={css.sentences}>{step.set.map((one) => <li key={one} className="muted">{one}</li>)}</ul>}
          {step.branches.map((branch) => (
            <div key={branch.when} className={css.branch}>
              <p>{branch.when}</p>
              <Steps steps={branch.steps} />
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
