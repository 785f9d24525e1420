import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useLanguage, useT } from "@/i18n";
import { formatAgo } from "@/lib/format";
import { Button } from "@/ui/Button";
import { IconMessage } from "@/ui/icons";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/Toast";
import { useDesigner } from "./context";
import css from "./designer.module.css";
import type { DraftSession } from "./state/session";

interface Wish {
  readonly id: number;
  readonly form: string;
  readonly label: string;
  readonly text: string;
  readonly who: string;
  readonly at: string;
}

/** What people wish of this form: each can become part of the draft, or be declined. */
export function Wishes({ session }: Readonly<{ session: DraftSession }>) {
  const t = useT("designer");
  const language = useLanguage();
  const client = useQueryClient();
  const { app, form } = useDesigner();
  const [open, setOpen] = useState(false);
  const key = [...keys.app(app.id), "wishes"];
  const wishes = useQuery({ queryKey: key, queryFn: () => api.get<{ wishes: Wish[] }>(`/apps/${app.id}/wishes`), select: (data) => data.wishes.filter((wish) => wish.form === form.id), staleTime: 10_000 }).data ?? [];
  if (wishes.length === 0 && !open) return null;
  const decide = async (wish: Wish, how: "take" | "decline"): Promise<void> => {
    try {
      await session.settled();
      await api.post(`/apps/${app.id}/wishes/${wish.id}/${how}`);
      if (how === "take") await session.reread();
      toast({ kind: "ok", text: t(`designer:wishes.${how}_done`, { label: wish.label }) });
    } catch (error) {
      toast({ kind: "error", text: (error as Error).message });
    }
    await client.invalidateQueries({ queryKey: key });
    void client.invalidateQueries({ queryKey: keys.notifications });
  };
  return (
    <>
      <Button size="sm" look="quiet" icon={IconMessage} onClick={() => setOpen(true)}>{t("designer:wishes.open", { count: wishes.length })}</Button>
      {open && (
        <Modal open title={t("designer:wishes.title")} onClose={() => setOpen(false)}>
          {wishes.length === 0 && <p className="muted">{t("designer:wishes.none")}</p>}
          <ul className={css.wishes}>
            {wishes.map((wish) => (
              <li key={wish.id} data-wish={wish.id}>
                <p><b>{wish.label}</b></p>
                {wish.text && <p>{wish.text}</p>}
                <p className="small muted">{`${wish.who} · ${formatAgo(wish.at, language)}`}</p>
                <div className={css.wishButtons}>
                  <Button size="sm" look="primary" onClick={() => void decide(wish, "take")}>{t("designer:wishes.take")}</Button>
                  <Button size="sm" onClick={() => void decide(wish, "decline")}>{t("designer:wishes.decline")}</Button>
                </div>
              </li>
            ))}
          </ul>
        </Modal>
      )}
    </>
  );
}
