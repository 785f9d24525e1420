import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useApp } from "@/api/queries";
import { useLanguage, useT } from "@/i18n";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useMediaQuery, usePhone } from "@/ui/hooks";
import { IconDashboard } from "@/ui/icons";
import { IconEdit } from "@/ui/toolIcons";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import css from "./dashboard.module.css";
import type { Drill, WidgetData } from "./model";
import { drillSearch, PERIODS, readFilters, spanOf } from "./model";
import { Widget } from "./Widget";

const DashboardSetup = lazy(() => import("./setup/DashboardSetup").then((module) => ({ default: module.DashboardSetup })));

/** A dashboard: its filters stand in the address, every value leads to its records. */
export function DashboardPage() {
  const t = useT("dashboard", "views");
  const language = useLanguage();
  const params = useParams({ strict: false }) as { app?: string; dash?: string };
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const phone = usePhone();
  const narrow = useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false }) ?? false;
  const app = useApp(params.app).data;
  const dashboard = app && params.dash ? app.dashboards[params.dash] : undefined;
  const filters = dashboard ? readFilters(raw, dashboard.filters) : {};
  const data = useQuery({
    queryKey: [...keys.dashboard(app?.id ?? "", dashboard?.id ?? "", filters), language],
    queryFn: ({ signal }) =>
      api.get<{ widgets: Record<string, WidgetData> }>(`/apps/${app?.id}/dashboards/${dashboard?.id}/data`, {
        query: filters,
        signal,
      }),
    enabled: Boolean(dashboard),
    placeholderData: (old) => old,
  });

  if (!app) return <Skeleton lines={8} />;
  if (!dashboard) {
    return (
      <EmptyState
        icon={IconDashboard}
        title={t("dashboard:missing.title")}
        text={t("dashboard:missing.text")}
        action={<LinkButton to="/">{t("dashboard:missing.home")}</LinkButton>}
      />
    );
  }
  const viewport = phone ? "phone" : narrow ? "tablet" : "desktop";
  const drill = (to: Drill, from: string): void => {
    void navigate({
      to: "/a/$app/f/$form",
      params: { app: app.id, form: to.form },
      search: drillSearch(to, from),
    } as never);
  };
  const setFilter = (id: string, value: string): void => {
    void navigate({ to: ".", search: (old: Record<string, unknown>) => ({ ...old, [id]: value }) } as never);
  };

  const setUp = app.can_edit && raw.setup !== undefined;
  const edit = (on: boolean): void => {
    void navigate({ to: ".", search: (old: Record<string, unknown>) => ({ ...old, setup: on ? 1 : undefined }) } as never);
  };
  /** A widget with its figures; nothing until they are there. */
  const shown = (id: string, span: number) => {
    const [widget, known] = [data.data?.widgets[id], dashboard.widgets[id]];
    if (!widget || !known) return null;
    return (
      <Widget
        key={id}
        app={app.id}
        id={id}
        span={span}
        data={{ ...widget, label: widget.label ?? known.label, type: widget.type ?? known.type } as WidgetData}
        narrow={phone}
        onDrill={drill}
      />
    );
  };

  return (
    <div className={css.page} data-state={data.data ? "ready" : "loading"} aria-busy={data.isFetching || undefined}>
      <header className={css.head}>
        <h1>{dashboard.label}</h1>
        {dashboard.filters.map((filter) => {
          const chosen = filters[filter.id] ?? "all";
          const periods = PERIODS.includes(chosen as (typeof PERIODS)[number]) ? PERIODS : [...PERIODS, chosen];
          return (
            <div key={filter.id} className={css.filter}>
              <Select
                size="sm"
                label={filter.label || t("dashboard:period.label")}
                value={chosen}
                options={periods.map((one) => ({
                  value: one,
                  label: t(`dashboard:period.${one}`, { defaultValue: one }),
                }))}
                onChange={(next) => {
                  if (next) setFilter(filter.id, next);
                }}
              />
            </div>
          );
        })}
        {app.can_edit && !setUp && (
          <Button size="sm" look="quiet" icon={IconEdit} className={css.edit} onClick={() => edit(true)}>
            {t("views:dashboard.edit")}
          </Button>
        )}
      </header>
      {setUp ? (
        <Suspense fallback={<Skeleton lines={8} />}>
          <DashboardSetup app={app} id={dashboard.id} spanOf={(width) => spanOf(width, viewport)} render={(id) => shown(id, 12)} onDone={() => edit(false)} />
        </Suspense>
      ) : data.isError && !data.data ? (
        <ErrorState error={data.error} retry={() => void data.refetch()} />
      ) : dashboard.layout.length === 0 ? (
        <EmptyState
          icon={IconDashboard}
          text={t("dashboard:empty.text")}
          action={
            <LinkButton to="/a/$app" params={{ app: app.id }}>
              {t("dashboard:empty.action", { app: app.label })}
            </LinkButton>
          }
        />
      ) : (
        <div className={css.grid}>
          {dashboard.layout.map((place) => {
            const span = spanOf(place.width, viewport);
            const widget = data.data?.widgets[place.id];
            const known = dashboard.widgets[place.id];
            if (!known) return null;
            if (!widget) {
              return (
                <section
                  key={place.id}
                  className={css.widget}
                  style={{ gridColumn: `span ${span}` }}
                  data-type={known.type}
                >
                  <header className={css.widgetHead}>
                    <h2 className={css.widgetTitle}>{known.label}</h2>
                  </header>
                  <Skeleton lines={known.type === "number" ? 1 : 6} height={known.type === "number" ? 28 : 16} />
                </section>
              );
            }
            return shown(place.id, span);
          })}
        </div>
      )}
    </div>
  );
}
