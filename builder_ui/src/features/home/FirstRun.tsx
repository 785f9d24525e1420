import type { TemplateSummary } from "@/api/work";
import { useT } from "@/i18n";
import { Button, LinkButton } from "@/ui/Button";
import { IconBolt, IconChart, IconForm, IconSparkles, IconUsers } from "@/ui/icons";
import { BlankButton } from "./BlankButton";
import css from "./home.module.css";

/** The first thing a new company sees: one card, one button. */
export function FirstRun({ template }: Readonly<{ template: TemplateSummary }>) {
  const t = useT("home");
  const facts = [
    { icon: IconForm, text: t("home:n_forms", { count: template.forms }) },
    { icon: IconChart, text: t("home:n_dashboards", { count: template.dashboards }) },
    { icon: IconBolt, text: t("home:n_rules", { count: template.rules }) },
    { icon: IconUsers, text: t("home:n_roles", { count: template.roles }) },
  ];
  return (
    <section className={css.first} aria-labelledby="first-run">
      <span className={css.firstIcon}><IconSparkles size={22} /></span>
      <div className={css.firstText}>
        <h2 id="first-run">{t("home:first_title", { app: template.label })}</h2>
        <p>{template.description ?? t("home:first_text")}</p>
        <ul className={css.facts}>{facts.map(({ icon: Icon, text }) => <li key={text}><Icon size={15} />{text}</li>)}</ul>
      </div>
      <div className={css.firstActions}>
        <LinkButton to="/templates" search={{ install: template.id }} look="primary" size="lg">{t("home:install_with_sample")}</LinkButton>
        <LinkButton to="/templates" look="quiet">{t("home:see_gallery")}</LinkButton>
        <BlankButton>{(open) => <Button look="quiet" onClick={open}>{t("home:blank.start")}</Button>}</BlankButton>
      </div>
    </section>
  );
}
