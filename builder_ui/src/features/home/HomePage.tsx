import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useAccount, useApps, useTemplates } from "@/api/queries";
import { useLanguage, useT } from "@/i18n";
import { formatAgo } from "@/lib/format";
import { placeInApp } from "@/lib/here";
import { useRecent } from "@/lib/recent";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconApps, IconBell, IconCheck, IconForm, iconNamed, IconPlus } from "@/ui/icons";
import { Panel } from "@/ui/Panel";
import { Skeleton } from "@/ui/Skeleton";
import { AppTile } from "./AppTile";
import { BlankButton } from "./BlankButton";
import { FirstRun } from "./FirstRun";
import css from "./home.module.css";
import { QuickEntry } from "./QuickEntry";

const part = (hour: number): string => (hour < 5 ? "night" : hour < 12 ? "morning" : hour < 18 ? "afternoon" : "evening");

/** The workbench: what to do first, the apps, what one had open. */
export function HomePage() {
  const t = useT("home");
  const language = useLanguage();
  const navigate = useNavigate();
  const account = useAccount();
  const apps = useApps();
  const templates = useTemplates();
  const { records, load } = useRecent();
  const own = apps.data?.filter((app) => app.id !== "company") ?? [];
  const offered = templates.data?.find((template) => !template.installed);

  useEffect(() => {
    if (account) load(account.id);
  }, [account, load]);

  // 1 to 9 open an app.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || /INPUT|TEXTAREA|SELECT/.test(target.tagName)) return;
      const app = /^[1-9]$/.test(event.key) ? own[Number(event.key) - 1] : undefined;
      if (app) void navigate({ to: placeInApp(app.id, app.home) });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <div className={css.page}>
      <h1 className={css.greeting}>{t(`home:good_${part(new Date().getHours())}`, { name: account?.name ?? "" })}</h1>
      {apps.isError && <ErrorState error={apps.error} retry={() => void apps.refetch()} />}
      {apps.isPending && <Skeleton lines={5} />}
      {apps.isSuccess && own.length === 0 && offered && account?.is_admin && <FirstRun template={offered} />}
      {apps.isSuccess && own.length === 0 && !(offered && account?.is_admin) && (
        <EmptyState icon={IconApps} title={t("home:no_apps_title")} text={t(account?.is_admin ? "home:no_apps_admin" : "home:no_apps")} action={account?.is_admin ? <><LinkButton to="/templates" look="primary">{t("home:open_gallery")}</LinkButton> <BlankButton>{(open) => <Button onClick={open}>{t("home:blank.start")}</Button>}</BlankButton></> : <LinkButton to="/notifications" icon={IconBell}>{t("common:notifications")}</LinkButton>} />
      )}
      {own.length > 0 && (
        <>
          <section aria-labelledby="home-apps">
            <h2 id="home-apps" className={css.section}>{t("home:my_apps")}</h2>
            <ul className={css.apps}>
              {own.map((app, at) => <li key={app.id}><AppTile app={app} shortcut={at < 9 ? at + 1 : null} /></li>)}
              {account?.is_admin && (
                <li>
                  <Link to="/templates" className={`${css.tile} ${css.add}`}>
                    <span className={css.addIcon}><IconPlus size={18} /></span>
                    {t("home:add_app")}
                  </Link>
                </li>
              )}
              {account?.is_admin && (
                <li>
                  <BlankButton>
                    {(open) => (
                      <button type="button" className={`${css.tile} ${css.add}`} onClick={open}>
                        <span className={css.addIcon}><IconForm size={18} /></span>
                        {t("home:blank.start")}
                      </button>
                    )}
                  </BlankButton>
                </li>
              )}
            </ul>
          </section>
          {own[0] && <QuickEntry app={own[0].id} />}
          <div className={css.columns}>
            <Panel id="home-todos" title={t("home:my_todos")} flush>
              <EmptyState compact icon={IconCheck} text={t("home:no_todos")} action={<LinkButton to="/notifications" size="sm" icon={IconBell}>{t("common:notifications")}</LinkButton>} />
            </Panel>
            <Panel id="home-recent" title={t("home:recent")} flush>
              {records.length === 0 ? (
                <EmptyState compact text={t("home:no_recent")} action={own[0] && <LinkButton size="sm" to={placeInApp(own[0].id, own[0].home)}>{t("home:open_app", { app: own[0].label })}</LinkButton>} />
              ) : (
                <ul className={css.list}>
                  {records.map((record) => {
                    const Icon = iconNamed(record.form);
                    return (
                      <li key={`${record.app}/${record.form}/${record.id}`}>
                        <Link to={`/a/${record.app}/f/${record.form}/r/${record.id}`} className={css.row}>
                          <Icon size={16} />
                          <span className="cut">{record.title}</span>
                          <span className={css.when}>{formatAgo(new Date(record.at).toISOString(), language)}</span>
                        </Link>
                      </li>
                    );
                  })}
                </ul>
              )}
            </Panel>
          </div>
        </>
      )}
    </div>
  );
}
