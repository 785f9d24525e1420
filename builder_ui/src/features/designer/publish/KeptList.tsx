import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useApp } from "@/api/queries";
import { useLanguage, useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { IconTrash } from "@/ui/icons";
import { Panel } from "@/ui/Panel";
import { toast } from "@/ui/Toast";
import css from "./publish.module.css";

interface Kept {
  readonly form: string;
  /** "" for the records of a whole form. */
  readonly field: string;
  /** The version that put it aside. */
  readonly version: number;
  readonly rows: number;
}

/** What was taken away and is kept: it comes back with an earlier version, or goes for good. */
export function KeptList({ app }: Readonly<{ app: string }>) {
  const t = useT("designer");
  const language = useLanguage();
  const client = useQueryClient();
  const forms = useApp(app).data?.forms;
  const key = [...keys.app(app), "kept", language];
  const kept = useQuery({ queryKey: key, queryFn: () => api.get<{ kept: Kept[] }>(`/apps/${app}/kept`), select: (data) => data.kept, staleTime: 0, retry: false }).data ?? [];
  if (kept.length === 0) return null;
  const name = (one: Kept): string => [forms?.[one.form]?.label ?? one.form, one.field].filter(Boolean).join(" › ");
  const purge = async (one: Kept): Promise<void> => {
    if (!(await confirm({ title: t("designer:kept.purge_title", { name: name(one) }), body: t("designer:kept.purge_text"), confirm: t("designer:kept.purge"), danger: true }))) return;
    try {
      await api.post(`/apps/${app}/purge`, { form: one.form, ...(one.field ? { field: one.field } : {}) });
      toast({ kind: "ok", text: t("designer:kept.purged", { name: name(one) }) });
    } catch (error) {
      toast({ kind: "error", text: (error as Error).message });
    }
    await client.invalidateQueries({ queryKey: key });
  };
  return (
    <Panel id="kept" title={t("designer:kept.title")}>
      <p className="small muted">{t("designer:kept.text")}</p>
      <ul className={css.kept}>
        {kept.map((one) => (
          <li key={`${name(one)}${one.version}`} data-kept={name(one)}>
            <span>{name(one)}</span>
            <span className="muted small">{t("designer:kept.values", { count: one.rows, n: formatNumber(String(one.rows)), version: one.version })}</span>
            <Button size="sm" look="quiet" icon={IconTrash} onClick={() => void purge(one)}>{t("designer:kept.purge")}</Button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
