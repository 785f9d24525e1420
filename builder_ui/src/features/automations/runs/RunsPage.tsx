import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useApp } from "@/api/queries";
import { useLanguage, useT } from "@/i18n";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconBolt, IconX } from "@/ui/icons";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import type { Run, RunSearch } from "./model";
import { readRunSearch } from "./model";
import { RunRow } from "./RunRow";
import css from "./runs.module.css";

const STATES = ["done", "failed", "running", "waiting"] as const;
const PAGE = 50;

interface RunPage {
  runs: Run[];
  next: string | null;
}

/** What the rules of an app did, newest first; filters stand in the address. */
export function RunsPage() {
  const t = useT("automation");
  const language = useLanguage();
  const params = useParams({ strict: false }) as { app?: string };
  const search = readRunSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const app = useApp(params.app).data;
  const list = useInfiniteQuery({
    queryKey: [...keys.runs(app?.id ?? "", search), language],
    queryFn: ({ pageParam, signal }) =>
      api.get<RunPage>(`/apps/${app?.id}/runs`, { query: { ...search, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: Boolean(app),
    placeholderData: (old) => old,
    // A run in progress ends without an event of its own form.
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) =>
        page.runs.some((run) => run.state === "running" || run.state === "waiting"),
      )
        ? 2000
        : false,
  });
  if (!app) return <Skeleton lines={8} />;

  const set = (change: Partial<Record<keyof RunSearch, string | undefined>>): void => {
    void navigate({ to: ".", search: (old: Record<string, unknown>) => ({ ...old, ...change }) } as never);
  };
  const runs = list.data?.pages.flatMap((page) => page.runs);
  const narrowed = Boolean(search.rule ?? search.state ?? search.record);
  const rules = Object.values(app.rules);

  return (
    <div className={css.page} data-state={runs ? "ready" : "loading"} aria-busy={list.isFetching || undefined}>
      <header className={css.head}>
        <h1>{t("automation:runs.title")}</h1>
        <div className={css.filters}>
          <Select
            size="sm"
            clearable
            label={t("automation:runs.by_rule")}
            placeholder={t("automation:runs.all_rules")}
            value={search.rule ?? null}
            options={rules.map((rule) => ({ value: rule.id, label: rule.label }))}
            onChange={(rule) => set({ rule: rule ?? undefined })}
          />
          <Select
            size="sm"
            clearable
            label={t("automation:runs.by_state")}
            placeholder={t("automation:runs.all_states")}
            value={search.state ?? null}
            options={STATES.map((state) => ({ value: state, label: t(`automation:state.${state}`) }))}
            onChange={(state) => set({ state: state ?? undefined })}
          />
          {search.record && (
            <Button size="sm" look="quiet" iconAfter={IconX} onClick={() => set({ record: undefined })}>
              {t("automation:runs.one_record")}
            </Button>
          )}
        </div>
      </header>
      {list.isError && !runs ? (
        <ErrorState error={list.error} retry={() => void list.refetch()} />
      ) : !runs ? (
        <div className={css.loading}>
          <Skeleton lines={10} height={20} />
        </div>
      ) : runs.length === 0 ? (
        <EmptyState
          icon={IconBolt}
          title={t(narrowed ? "automation:empty.filter_title" : "automation:empty.title")}
          text={t(narrowed ? "automation:empty.filter" : "automation:empty.text")}
          action={
            narrowed ? (
              <Button onClick={() => set({ rule: undefined, state: undefined, record: undefined })}>
                {t("automation:empty.clear")}
              </Button>
            ) : (
              <LinkButton to="/a/$app" params={{ app: app.id }}>
                {t("automation:empty.action", { app: app.label })}
              </LinkButton>
            )
          }
        />
      ) : (
        <>
          <div className={css.names} aria-hidden="true">
            <span>{t("automation:runs.time_and_rule")}</span>
            <span>{t("automation:runs.record")}</span>
            <span>{t("automation:runs.state")}</span>
            <span className={css.took}>{t("automation:runs.took")}</span>
          </div>
          <ul className={css.list} aria-label={t("automation:runs.title")}>
            {runs.map((run) => (
              <RunRow key={run.id} app={app} run={run} startOpen={runs.length === 1} />
            ))}
          </ul>
          {list.hasNextPage && (
            <div className={css.more}>
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                {t("automation:runs.more")}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}
