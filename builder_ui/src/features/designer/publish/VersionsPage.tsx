import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api, BASE } from "@/api/client";
import { keys } from "@/api/keys";
import { useApp } from "@/api/queries";
import { useLanguage, useT } from "@/i18n";
import { formatAgo, formatDateTime } from "@/lib/format";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconCheck, IconDownload, IconHistory } from "@/ui/icons";
import { IconEdit } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { PlanChange } from "../model/types";
import { Changes } from "./Changes";
import { KeptList } from "./KeptList";
import css from "./publish.module.css";
import { RollbackDialog } from "./RollbackDialog";

interface VersionRow {
  readonly number: number;
  readonly at: string;
  readonly by: string | null;
  readonly who?: string | null;
  readonly note: string;
  readonly kind: string;
  readonly changes?: number | null;
}

/** What was published when and by whom; what differs, and the ways back. */
export function VersionsPage() {
  const t = useT("designer");
  const language = useLanguage();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { app: id } = useParams({ strict: false }) as { app: string };
  const app = useApp(id).data;
  const list = useQuery({ queryKey: [...keys.app(id), "versions", language], queryFn: () => api.get<{ versions: VersionRow[] }>(`/apps/${id}/versions`), select: (data) => data.versions, staleTime: 0 });
  const [wanted, setWanted] = useState<number | null>(null);
  const [rolling, setRolling] = useState<number | null>(null);
  const rows = list.data ?? [];
  const live = app?.version ?? rows[0]?.number ?? 0;
  const chosen = rows.find((row) => row.number === wanted) ?? rows[0];
  const before = chosen ? rows.find((row) => row.number < chosen.number)?.number : undefined;
  const diff = useQuery({
    queryKey: [...keys.app(id), "versions", chosen?.number, before, language],
    queryFn: () => api.get<{ changes: PlanChange[] }>(`/apps/${id}/versions/${chosen?.number ?? 0}/changes`, { query: { against: before } }),
    enabled: chosen !== undefined && before !== undefined,
  });
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  const restore = async (number: number): Promise<void> => {
    if (!(await confirm({ title: t("designer:versions.restore_title", { n: number }), body: t("designer:versions.restore_text"), confirm: t("designer:versions.restore") }))) return;
    try {
      await api.post(`/apps/${id}/versions/${number}/restore`);
      await client.invalidateQueries({ queryKey: [...keys.app(id), "draft"] });
      toast({ kind: "ok", text: t("designer:versions.restored", { n: number }) });
      const form = Object.keys(app?.forms ?? {})[0];
      if (form) void navigate({ to: `/a/${id}/f/${form}/edit` });
    } catch (error) {
      toast({ kind: "error", text: (error as Error).message });
    }
  };
  return (
    <div className={css.page}>
      <header className={css.pageHead}>
        <h1>{t("designer:versions.of", { app: app?.label ?? "" })}</h1>
        <a href={`${BASE}/apps/${id}/export`} download className={css.download}><IconDownload size={16} />{t("designer:versions.export")}</a>
      </header>
      {list.isPending ? (
        <Skeleton lines={8} />
      ) : (
        <div className={css.columns}>
          <ol className={css.timeline} aria-label={t("designer:versions.title")}>
            {rows.map((row) => (
              <li key={row.number}>
                <button type="button" className={css.version} aria-pressed={row === chosen} data-version={row.number} onClick={() => setWanted(row.number)}>
                  <span className={css.versionTop}><b>{t("designer:versions.nth", { n: row.number })}</b>{row.number === live && <span className={css.live}>{t("designer:versions.live")}</span>}</span>
                  {row.note && <span className="cut">{row.note}</span>}
                  <span className="small muted" title={formatDateTime(row.at, language)}>{[row.who ?? row.by, formatAgo(row.at, language)].filter(Boolean).join(" · ")}</span>
                </button>
              </li>
            ))}
          </ol>
          {chosen && (
            <section className={css.panel} aria-label={t("designer:versions.nth", { n: chosen.number })} data-panel={chosen.number}>
              <header className={css.panelHead}>
                <h2>{before === undefined ? t("designer:versions.nth", { n: chosen.number }) : t("designer:versions.against", { n: chosen.number, before })}</h2>
                <Button size="sm" icon={IconEdit} onClick={() => void restore(chosen.number)}>{t("designer:versions.restore")}</Button>
                {chosen.number !== live && <Button size="sm" icon={IconHistory} onClick={() => setRolling(chosen.number)}>{t("designer:versions.rollback")}</Button>}
              </header>
              {before === undefined && <EmptyState compact text={t("designer:versions.first")} />}
              {before !== undefined && diff.isPending && <Skeleton lines={4} />}
              {diff.isError && <ErrorState compact error={diff.error} retry={() => void diff.refetch()} />}
              {diff.data && (diff.data.changes.length > 0 ? <Changes changes={diff.data.changes} /> : <EmptyState compact icon={IconCheck} text={t("designer:versions.same")} />)}
            </section>
          )}
        </div>
      )}
      <KeptList app={id} />
      {rolling !== null && <RollbackDialog app={id} version={rolling} onClose={() => setRolling(null)} />}
    </div>
  );
}
