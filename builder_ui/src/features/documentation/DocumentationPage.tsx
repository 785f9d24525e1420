import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useLanguage, useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { IconPrinter } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import css from "./documentation.module.css";
import { FormSection, Sentences } from "./FormSection";
import { RelationMap } from "./RelationMap";
import { RuleSection } from "./RuleSection";
import type { AppTold } from "./types";

/** The app told by itself, always as it is live now: to read, to hand to a colleague, to print. */
export function DocumentationPage() {
  const t = useT("documentation");
  const language = useLanguage();
  const { app = "" } = useParams({ strict: false }) as { app?: string };
  const found = useQuery({ queryKey: [...keys.app(app), "documentation", language], queryFn: () => api.get<AppTold>(`/apps/${app}/documentation`) });
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={12} />;
  const told = found.data;
  const parts = (["forms", "rules", "roles", "dashboards"] as const).filter((part) => told[part].length > 0);
  return (
    <div className={css.page} data-state="ready">
      <header className={css.head}>
        <div>
          <h1>{told.label}</h1>
          {told.help && <p className="muted">{told.help}</p>}
          <p className="muted small num">{t("documentation:as_of", { version: told.version })}</p>
        </div>
        <Button icon={IconPrinter} onClick={() => window.print()}>{t("documentation:print")}</Button>
      </header>
      <nav className={css.toc} aria-label={t("documentation:contents")}>
        {parts.map((part) => <a key={part} href={`#${part}`}>{t(`documentation:${part}`, { count: told[part].length })}</a>)}
      </nav>
      {told.relations.length > 0 && (
        <section aria-labelledby="relations">
          <h2 id="relations">{t("documentation:relations")}</h2>
          <RelationMap told={told} />
        </section>
      )}
      <section aria-labelledby="forms">
        <h2 id="forms">{t("documentation:forms", { count: told.forms.length })}</h2>
        {told.forms.map((form) => <FormSection key={form.id} form={form} />)}
      </section>
      {told.rules.length > 0 && (
        <section aria-labelledby="rules">
          <h2 id="rules">{t("documentation:rules", { count: told.rules.length })}</h2>
          {told.rules.map((rule) => <RuleSection key={rule.id} rule={rule} />)}
        </section>
      )}
      {told.roles.length > 0 && (
        <section aria-labelledby="roles">
          <h2 id="roles">{t("documentation:roles", { count: told.roles.length })}</h2>
          {told.roles.map((role) => (
            <article key={role.id} className={css.form}>
              <h3>{role.label}</h3>
              {role.help && <p className="muted">{role.help}</p>}
              {role.forms.map((form) => <Sentences key={form.label} title={form.label} items={form.sentences} />)}
            </article>
          ))}
        </section>
      )}
      {told.dashboards.length > 0 && (
        <section aria-labelledby="dashboards">
          <h2 id="dashboards">{t("documentation:dashboards", { count: told.dashboards.length })}</h2>
          {told.dashboards.map((board) => (
            <article key={board.id} className={css.form}>
              <h3>{board.label}</h3>
              {board.help && <p className="muted">{board.help}</p>}
              <Sentences title={t("documentation:widgets")} items={board.widgets} />
            </article>
          ))}
        </section>
      )}
    </div>
  );
}
