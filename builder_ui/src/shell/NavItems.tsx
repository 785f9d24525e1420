import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { lazy, Suspense, useState } from "react";
import { useAccount, useApp, useApps } from "@/api/queries";
import { useT } from "@/i18n";
import { COMPANY, HOLIDAYS, placeInApp, useAppId } from "@/lib/here";
import type { IconComponent } from "@/ui/icons";
import { IconApps, IconBell, IconBolt, IconCalendar, IconHistory, IconHome, IconInfo, iconNamed, IconPlus, IconUsers } from "@/ui/icons";
import { Skeleton } from "@/ui/Skeleton";
import css from "./Shell.module.css";

const NewFormDialog = lazy(() => import("@/features/designer/NewFormDialog").then((module) => ({ default: module.NewFormDialog })));

interface ItemProps {
  to: string;
  icon: IconComponent;
  children: ReactNode;
  exact?: boolean;
}

export function NavItem({ to, icon: Icon, children, exact = false }: Readonly<ItemProps>) {
  return (
    <Link to={to} className={css.item} activeOptions={{ exact, includeSearch: false }} title={typeof children === "string" ? children : undefined}>
      <Icon size={17} />
      <span className={css.itemText}>{children}</span>
    </Link>
  );
}

/** The navigation's content: of the app one is in, else of the workbench. */
export function NavItems() {
  const t = useT();
  const appId = useAppId();
  const app = useApp(appId);
  const apps = useApps();
  const account = useAccount();
  const [making, setMaking] = useState(false);

  if (!appId) {
    return (
      <>
        <div className={css.group}>
          <NavItem to="/" icon={IconHome} exact>{t("common:home")}</NavItem>
          <NavItem to="/templates" icon={IconApps}>{t("common:templates")}</NavItem>
          <NavItem to="/notifications" icon={IconBell}>{t("common:notifications")}</NavItem>
        </div>
        {(apps.data?.length ?? 0) > 0 && (
          <div className={css.group}>
            <span className={css.groupLabel}>{t("common:apps")}</span>
            {apps.data?.filter((one) => one.id !== COMPANY).map((one) => <NavItem key={one.id} to={placeInApp(one.id, one.home)} icon={iconNamed(one.icon, "app")}>{one.label}</NavItem>)}
          </div>
        )}
        {account?.is_admin && (
          <div className={css.group}>
            <span className={css.groupLabel}>{t("common:administration")}</span>
            <NavItem to="/admin/users" icon={IconUsers}>{t("common:users")}</NavItem>
            <NavItem to={HOLIDAYS} icon={IconCalendar}>{t("common:holidays")}</NavItem>
          </div>
        )}
      </>
    );
  }
  if (app.isPending) return <Skeleton lines={6} />;
  if (!app.data) return null;
  const { menu, views, dashboards } = app.data;
  return (
    <>
      {menu.map((group) => (
        <div key={group.id} className={css.group} role="group" aria-label={group.label ?? undefined}>
          {group.label && <span className={css.groupLabel} aria-hidden="true">{group.label}</span>}
          {group.items.map((item) => {
            const view = item.kind === "view" ? views[item.id] : undefined;
            if (item.kind === "dashboard" && !dashboards[item.id]) return null;
            const to = item.kind === "dashboard" ? `/a/${appId}/d/${item.id}` : view ? `/a/${appId}/f/${view.form}/v/${view.id}` : `/a/${appId}/f/${item.id}`;
            return <NavItem key={`${item.kind}/${item.id}`} to={to} icon={iconNamed(item.icon ?? item.id, item.kind === "dashboard" ? "dashboard" : view ? "view" : "form")}>{item.label}</NavItem>;
          })}
        </div>
      ))}
      <div className={css.group}>
        <NavItem to={`/a/${appId}/runs`} icon={IconBolt}>{t("common:runs")}</NavItem>
        {app.data.can_edit && appId !== COMPANY && (
          <>
            <NavItem to={`/a/${appId}/about`} icon={IconInfo}>{t("common:about_app")}</NavItem>
            <NavItem to={`/a/${appId}/versions`} icon={IconHistory}>{t("common:versions")}</NavItem>
            <button type="button" className={`${css.item} ${css.fold}`} title={t("common:new_form")} onClick={() => setMaking(true)}>
              <IconPlus size={17} />
              <span className={css.itemText}>{t("common:new_form")}</span>
            </button>
          </>
        )}
      </div>
      {making && <Suspense fallback={null}><NewFormDialog app={appId} onClose={() => setMaking(false)} /></Suspense>}
    </>
  );
}
