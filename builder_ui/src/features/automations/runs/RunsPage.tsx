import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordQuery, useApp } from "@/api/queries";
import type { AppDef } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconBolt, IconChevronLeft, IconX } from "@/ui/icons";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import type { Run, RunSearch } from "./model";
import { readRunSearch } from "./model";
import { RunRow } from "./RunRow";
import css from "./runs.module.css";

const STATES = ["done", "failed", "running", "waiting"] as const;
const PAGE = 50;
const TITLES = { all: "automation:empty.title", record: "automation:empty.record_title", filter: "automation:empty.filter_title" };
const TEXTS = { all: "automation:empty.text", record: "automation:empty.record", filter: "automation:empty.filter" };

interface RunPage {
  runs: Run[];
  next: string | null;
}

/** The record that the list is narrowed to; its title falls back to its number where it cannot be read. */
function useSubject(app: AppDef | undefined, record: string | undefined) {
  const [name = "", id = ""] = record?.split("/") ?? [];
  const form = app?.forms[name];
  const found = useQuery({
    ...(app && form ? recordQuery(app.id, form, Number(id)) : { queryKey: ["no-record"], queryFn: () => Promise.reject(new Error()) }),
    enabled: Boolean(form),
    retry: false,
  });
  return form && { form, id, title: found.data?._title ?? `${form.label} #${id}`, readable: !found.isError };
}

/** What the rules of an app did, newest first; filters stand in the address. */
export function RunsPage() {
  const t = useT("automation");
  const language = useLanguage();
  const params = useParams({ strict: false }) as { app?: string };
  const search = readRunSearch(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const app = useApp(params.app).data;
  const subject = useSubject(app, search.record);
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
  const filtered = Boolean(search.rule ?? search.state);
  const empty = filtered || (search.record && !subject) ? "filter" : search.record ? "record" : "all";
  const rules = Object.values(app.rules);

  return (
    <div className={css.page} data-state={runs ? "ready" : "loading"} aria-busy={list.isFetching || undefined}>
      <header className={css.head}>
        <div className={css.title}>
          {subject?.readable && (
            <Link className={css.back} to="/a/$app/f/$form/r/$id" params={{ app: app.id, form: subject.form.id, id: subject.id }}>
              <IconChevronLeft size={15} />
              {subject.title}
            </Link>
          )}
          <h1>{subject ? t("automation:runs.one_record", { title: subject.title }) : t("automation:runs.title")}</h1>
        </div>
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
              {t("automation:runs.all_records")}
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
          title={t(TITLES[empty])}
          text={t(TEXTS[empty], { title: subject?.title })}
          action={
            empty === "filter" ? (
              <Button onClick={() => set({ rule: undefined, state: undefined, record: subject && search.record })}>
                {t("automation:empty.clear")}
              </Button>
            ) : empty === "record" ? (
              <Button onClick={() => set({ record: undefined })}>{t("automation:runs.all_records")}</Button>
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
