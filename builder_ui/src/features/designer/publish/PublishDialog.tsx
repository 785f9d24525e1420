import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { isApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconAlert, IconCheck } from "@/ui/icons";
import { Checkbox, TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { Plan, Side } from "../model/types";
import { makePlan, publishDraft } from "../state/queries";
import type { DraftSession } from "../state/session";
import { Changes } from "./Changes";
import { Choices } from "./Choices";
import css from "./publish.module.css";

interface PublishDialogProps {
  app: string;
  session: DraftSession;
  onClose: () => void;
}

/** Exactly what will happen, agreed to before it does: every change a sentence, with what becomes of the data. */
export function PublishDialog({ app, session, onClose }: Readonly<PublishDialogProps>) {
  const t = useT("designer");
  const client = useQueryClient();
  const { draft } = useSyncExternalStore(session.subscribe, session.snapshot);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [moved, setMoved] = useState(false);
  const [note, setNote] = useState("");
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);

  const look = useCallback(() => {
    setPlan(null);
    setError(null);
    setAgreed(false);
    makePlan(app).then(setPlan, setError);
  }, [app]);
  useEffect(look, [look]);

  const choose = async (path: string, side: Side): Promise<void> => {
    try {
      await session.choose({ [path]: side });
      look();
    } catch (failure) {
      toast({ kind: "error", text: (failure as Error).message });
    }
  };
  const open = draft.choices.filter((choice) => choice.chosen === null);
  const wrong = (plan?.problems ?? []).filter((problem) => problem.severity !== "warning");
  const destroys = plan?.severity === "destroys";
  const ready = plan !== null && plan.changes.length > 0 && wrong.length === 0 && open.length === 0 && (!destroys || agreed);

  const publish = async (): Promise<void> => {
    if (!plan || !ready || busy) return;
    setBusy(true);
    try {
      const done = await publishDraft(app, plan.hash, note.trim(), destroys);
      await session.reread().catch(() => undefined);
      await client.invalidateQueries({ queryKey: keys.app(app) });
      void client.invalidateQueries({ queryKey: ["records", app] });
      void client.invalidateQueries({ queryKey: keys.apps });
      toast({ kind: "ok", text: t(done.backup ? "designer:publish.done_backup" : "designer:publish.done", { version: done.version, file: done.backup ?? "" }) });
      onClose();
    } catch (failure) {
      setBusy(false);
      if (isApiError(failure, 409)) {
        // Somebody was first: the draft stands on the new version now, and is looked at again.
        setMoved(true);
        await session.reread().catch(() => undefined);
        look();
      } else toast({ kind: "error", text: (failure as Error).message });
    }
  };

  return (
    <Modal
      open
      size="lg"
      closable={!busy}
      title={t("designer:publish.title")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>{t("common:cancel")}</Button>
          <Button look={destroys ? "danger" : "primary"} busy={busy} disabled={!ready} onClick={() => void publish()}>{t("designer:publish.now")}</Button>
        </>
      }
    >
      <div className={css.publish} data-plan={plan?.hash} data-count={plan?.changes.length}>
        {moved && <p className={css.moved} role="alert"><IconAlert size={16} /><span>{t("designer:publish.moved")}</span></p>}
        {draft.choices.length > 0 && <Choices choices={draft.choices} onChoose={(path, side) => void choose(path, side)} />}
        {error !== null && <ErrorState compact error={error} retry={look} />}
        {plan === null && error === null && <Skeleton lines={5} />}
        {plan && plan.changes.length === 0 && <EmptyState compact icon={IconCheck} text={t("designer:publish.no_changes")} />}
        {plan && plan.changes.length > 0 && (
          <>
            <p data-severity={plan.severity} className={css.summary}>{t("designer:publish.summary", { count: plan.changes.length })} {t(`designer:publish.sum.${plan.severity}`)}</p>
            {wrong.length > 0 && (
              <ul className={css.wrong} role="alert">
                {wrong.map((problem) => <li key={`${problem.path}${problem.code}`}><IconAlert size={16} /><span>{problem.message}</span></li>)}
              </ul>
            )}
            <Changes changes={plan.changes} />
            {plan.runs_in_flight > 0 && <p className="muted">{t("designer:publish.runs", { count: plan.runs_in_flight })}</p>}
            <TextInput label={t("designer:publish.note")} help={t("designer:publish.note_help")} value={note} maxLength={2000} onChange={(event) => setNote(event.currentTarget.value)} />
            {plan.backup_first && <p className="muted">{t("designer:publish.backup")}</p>}
            {destroys && <Checkbox label={t("designer:publish.agree")} checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />}
          </>
        )}
      </div>
    </Modal>
  );
}
