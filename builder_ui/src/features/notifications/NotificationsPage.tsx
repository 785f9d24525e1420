import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useNotifications } from "@/api/queries";
import type { Sent } from "@/api/sent";
import type { NotificationRow } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { formatAgo } from "@/lib/format";
import { Button, LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconBell, IconBolt, IconCheck, IconHome } from "@/ui/icons";
import { Segmented } from "@/ui/Input";
import { Skeleton } from "@/ui/Skeleton";
import css from "./notifications.module.css";

const placeOf = (row: NotificationRow): string | null => (row.app && row.form && row.record !== null ? `/a/${row.app}/f/${row.form}/r/${row.record}` : row.app ? `/a/${row.app}` : null);

export function NotificationsPage() {
  const t = useT("home");
  const language = useLanguage();
  const client = useQueryClient();
  const [shown, setShown] = useState<"all" | "unread">("all");
  const notifications = useNotifications(100);
  const rows = notifications.data?.notifications.filter((row) => shown === "all" || !row.read) ?? [];
  const unread = notifications.data?.unread ?? 0;
  const read = useMutation({
    mutationFn: (ids: number[] | "all") => api.post("/me/notifications/read", { ids } satisfies Sent<"Read">),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.notifications }),
  });

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("common:notifications")}</h1>
        <Segmented label={t("home:which_notifications")} value={shown} onChange={setShown} options={[{ value: "all", label: t("home:all") }, { value: "unread", label: t("home:unread", { count: unread }) }]} />
        <Button icon={IconCheck} disabled={unread === 0} busy={read.isPending} onClick={() => read.mutate("all")}>{t("home:mark_all_read")}</Button>
      </header>
      {notifications.isPending && <Skeleton lines={6} />}
      {notifications.isError && <ErrorState error={notifications.error} retry={() => void notifications.refetch()} />}
      {notifications.isSuccess && rows.length === 0 && (
        <EmptyState
          icon={IconBell}
          text={t(shown === "unread" ? "home:nothing_unread" : "home:no_notifications")}
          action={shown === "unread" ? <Button onClick={() => setShown("all")}>{t("home:show_all")}</Button> : <LinkButton to="/" icon={IconHome}>{t("common:to_home")}</LinkButton>}
        />
      )}
      {rows.length > 0 && (
        <ul className={css.list}>
          {rows.map((row) => {
            const place = placeOf(row);
            const inside = (
              <>
                <span className={css.dot} data-unread={!row.read || undefined}>{!row.read && <span className="vh">{t("home:is_unread")}</span>}</span>
                <span className={css.text}>
                  <span>{row.text}</span>
                  <span className={css.meta}>
                    {row.source && <span className={css.source}><IconBolt size={13} />{row.source.label}</span>}
                    <time dateTime={row.at}>{formatAgo(row.at, language)}</time>
                  </span>
                </span>
              </>
            );
            return (
              <li key={row.id} className={css.item}>
                {place ? <Link to={place} className={css.link} onClick={() => !row.read && read.mutate([row.id])}>{inside}</Link> : <span className={css.link}>{inside}</span>}
                {!row.read && <Button size="sm" look="quiet" onClick={() => read.mutate([row.id])}>{t("home:mark_read")}</Button>}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
