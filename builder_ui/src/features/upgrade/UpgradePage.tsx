import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useApp } from "@/api/queries";
import { useLanguage, useT } from "@/i18n";
import { placeInApp } from "@/lib/here";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconCheck } from "@/ui/icons";
import { IconRefresh } from "@/ui/toolIcons";
import { Switch } from "@/ui/Input";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { ChoiceCard } from "./ChoiceCard";
import { Differences } from "./Differences";
import type { Chosen, Side, Upgrade } from "./model";
import { keptByItself, openChoices, touching } from "./model";
import css from "./upgrade.module.css";

/** The next version of an app's template: what comes, what stays, what somebody has to choose; then one button. */
export function UpgradePage() {
  const t = useT("upgrade");
  const language = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { app: id = "" } = useParams({ strict: false }) as { app?: string };
  const app = useApp(id).data;
  const [chosen, setChosen] = useState<Chosen>({});
  const [agreed, setAgreed] = useState(false);
  const state = useQuery({ queryKey: [...keys.app(id), "upgrade"], queryFn: () => api.get<{ state: string }>(`/apps/${id}/upgrade`) });
  const upgrade = useQuery({
    queryKey: [...keys.app(id), "upgrade", "plan", chosen, language],
    queryFn: () => api.post<Upgrade>(`/apps/${id}/upgrade/plan`, { choices: chosen }),
    enabled: state.data?.state === "available",
    placeholderData: keepPreviousData,
    retry: false,
  });
  const seen = upgrade.data;
  const run = useMutation({
    mutationFn: () => api.post<{ version: number }>(`/apps/${id}/upgrade`, { choices: chosen, plan: seen?.plan.hash ?? "", destroy: agreed }),
    onSuccess: async () => {
      toast({ kind: "ok", text: t("upgrade:done", { app: app?.label, version: seen?.offered }) });
      await Promise.all([client.invalidateQueries({ queryKey: keys.apps }), client.invalidateQueries({ queryKey: keys.app(id) }), client.invalidateQueries({ queryKey: keys.templates })]);
      await navigate({ to: placeInApp(id, app?.home), replace: true });
    },
    onError: () => void upgrade.refetch(),
  });

  if (state.isError) return <ErrorState error={state.error} retry={() => void state.refetch()} />;
  if (!app || state.isPending) return <Skeleton lines={8} />;
  if (state.data.state !== "available")
    return (
      <div className={css.page}>
        <EmptyState icon={IconCheck} title={t("upgrade:title", { app: app.label })} text={t(`upgrade:state_${state.data.state}`)} action={<LinkButton to={placeInApp(id, app.home)}>{t("common:open")}</LinkButton>} />
      </div>
    );
  if (upgrade.isError) return <ErrorState error={upgrade.error} retry={() => void upgrade.refetch()} />;
  if (!seen) return <Skeleton lines={8} />;
  const open = openChoices(seen, chosen);
  const choose = (path: string, side: Side): void => setChosen((old) => ({ ...old, [path]: side }));
  const destroys = seen.plan.severity === "destroys";
  const errors = seen.plan.problems.filter((one) => one.severity === "error");
  const ready = open.length === 0 && seen.plan.hash !== "" && (!destroys || agreed) && !upgrade.isFetching;

  return (
    <div className={css.page} data-state={upgrade.isFetching ? "loading" : "ready"}>
      <header>
        <h1>{t("upgrade:title", { app: app.label })}</h1>
        <p className="muted">{t("upgrade:lead", { from: seen.installed, to: seen.offered })}</p>
      </header>
      {seen.choices.length > 0 && (
        <section className={css.part} aria-labelledby="choices">
          <h2 id="choices">{t("upgrade:choices", { count: seen.choices.length })}</h2>
          <p className="muted">{t("upgrade:choices_lead")}</p>
          {seen.choices.length > 1 && (
            <div className={css.all}>
              {(["ours", "theirs"] as const).map((side) => (
                <Button key={side} size="sm" onClick={() => setChosen(Object.fromEntries(seen.choices.map((one) => [one.path, side])))}>{t(`upgrade:all_${side}`)}</Button>
              ))}
            </div>
          )}
          {seen.choices.map((one) => <ChoiceCard key={one.path} choice={one} side={chosen[one.path]} onChoose={(side) => choose(one.path, side)} />)}
        </section>
      )}
      <Differences title={t("upgrade:taken", { count: seen.taken.length })} lead={t("upgrade:taken_lead")} items={seen.taken} open={seen.choices.length === 0} />
      <Differences title={t("upgrade:kept", { count: keptByItself(seen).length })} lead={t("upgrade:kept_lead")} items={keptByItself(seen)} />
      {seen.plan.hash && (
        <section className={css.part} aria-labelledby="data">
          <h2 id="data">{t("upgrade:data")}</h2>
          {touching(seen).length === 0 && <p className="muted">{t("upgrade:data_safe")}</p>}
          <ul className={css.lines}>
            {touching(seen).map((one) => (
              <li key={one.path} data-severity={one.severity}>{one.sentence} <span className="muted">{t("upgrade:rows", { count: one.rows })}</span></li>
            ))}
          </ul>
          {destroys && <Switch label={t("upgrade:destroys")} checked={agreed} onChange={(event) => setAgreed(event.target.checked)} />}
        </section>
      )}
      {errors.length > 0 && <ErrorState compact error={{ status: 422, detail: errors.map((one) => one.message).join("\n") }} />}
      {run.isError && <ErrorState compact error={run.error} />}
      <footer className={css.foot}>
        <span className="muted" aria-live="polite">{open.length > 0 ? t("upgrade:still_open", { count: open.length }) : t("upgrade:can_go_back")}</span>
        <Button look="primary" icon={IconRefresh} disabled={!ready} busy={run.isPending} onClick={() => run.mutate()}>{t("upgrade:upgrade", { version: seen.offered })}</Button>
      </footer>
    </div>
  );
}
