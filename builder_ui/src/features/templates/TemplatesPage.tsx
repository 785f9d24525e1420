import { useNavigate, useSearch } from "@tanstack/react-router";
import { useAccount, useApps, useTemplates } from "@/api/queries";
import { LANGUAGE_NAMES, asLanguage, useT } from "@/i18n";
import { placeInApp } from "@/lib/here";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconApps, iconNamed } from "@/ui/icons";
import { IconRefresh } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { InstallDialog } from "./InstallDialog";
import css from "./templates.module.css";

export function TemplatesPage() {
  const t = useT("home");
  const navigate = useNavigate();
  const { install } = useSearch({ strict: false }) as { install?: string };
  const account = useAccount();
  const templates = useTemplates();
  const apps = useApps().data ?? [];
  const chosen = templates.data?.find((template) => template.id === install);
  const open = (id: string | undefined) => void navigate({ to: "/templates", search: id ? { install: id } : {}, replace: true });

  return (
    <div className={css.page}>
      <header>
        <h1>{t("home:gallery")}</h1>
        <p className="muted">{t("home:gallery_lead")}</p>
      </header>
      {templates.isPending && <Skeleton lines={5} />}
      {templates.isError && <ErrorState error={templates.error} retry={() => void templates.refetch()} />}
      {templates.data?.length === 0 && <EmptyState icon={IconApps} text={t("home:gallery_empty")} action={<Button icon={IconRefresh} onClick={() => void templates.refetch()}>{t("common:retry")}</Button>} />}
      <ul className={css.cards}>
        {templates.data?.map((template) => {
          const Icon = iconNamed(template.id, "app");
          const app = apps.find((one) => one.id === template.id);
          return (
            <li key={template.id} className={css.card}>
              <div className={css.head}>
                <span className={css.icon}><Icon size={22} /></span>
                <div className={css.name}>
                  <h2>{template.label}</h2>
                  <span className="muted small num">{t("home:version", { version: template.version })}</span>
                </div>
                {template.installed && <Tag color="green">{t("home:installed")}</Tag>}
              </div>
              {template.description && <p className={css.text}>{template.description}</p>}
              <dl className={css.facts}>
                {(["forms", "dashboards", "rules", "roles"] as const).map((kind) => (
                  <div key={kind}>
                    <dt>{t(`home:${kind}`)}</dt>
                    <dd className="num">{template[kind]}</dd>
                  </div>
                ))}
              </dl>
              <footer className={css.foot}>
                <span className="muted small">{template.languages.map((tag) => LANGUAGE_NAMES[asLanguage(tag) ?? "en"]).join(t("common:list_comma"))}</span>
                {template.installed ? (
                  <span className={css.actions}>
                    {template.upgrade && app?.can_edit && <LinkButton look="primary" to={`/a/${app.id}/upgrade`}>{t("home:upgrade")}</LinkButton>}
                    {app && <LinkButton to={placeInApp(app.id, app.home)}>{t("common:open")}</LinkButton>}
                  </span>
                ) : (
                  <Button look="primary" disabled={!account?.is_admin} onClick={() => open(template.id)}>{t("home:install")}</Button>
                )}
              </footer>
              {!template.installed && !account?.is_admin && <p className="muted small">{t("home:admins_install")}</p>}
            </li>
          );
        })}
      </ul>
      {chosen && !chosen.installed && account?.is_admin && <InstallDialog template={chosen} onClose={() => open(undefined)} />}
    </div>
  );
}
