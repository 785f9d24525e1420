import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { Checkbox } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import type { Plan } from "../model/types";
import { Changes } from "./Changes";
import css from "./publish.module.css";

/** Back to an earlier version: what that does is shown first, then exactly that is done. Records stay as they are. */
export function RollbackDialog({ app, version, onClose }: Readonly<{ app: string; version: number; onClose: () => void }>) {
  const t = useT("designer");
  const client = useQueryClient();
  const [plan, setPlan] = useState<Plan | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const path = `/apps/${app}/versions/${version}/rollback`;
  useEffect(() => void api.post<Plan>(path, {}).then(setPlan, setError), [path]);
  const destroys = plan?.severity === "destroys";
  const go = async (): Promise<void> => {
    if (!plan) return;
    setBusy(true);
    try {
      await api.post(path, { plan: plan.hash, ...(destroys ? { destroy: true } : {}) });
      await client.invalidateQueries({ queryKey: keys.app(app) });
      void client.invalidateQueries({ queryKey: ["records", app] });
      toast({ kind: "ok", text: t("designer:versions.rolled_back", { n: version }) });
      onClose();
    } catch (failure) {
      setBusy(false);
      setError(failure);
    }
  };
  return (
    <Modal
      open
      size="lg"
      closable={!busy}
      title={t("designer:versions.rollback_title", { n: version })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look={destroys ? "danger" : "primary"} busy={busy} disabled={!plan || (destroys && !agreed)} onClick={() => void go()}>{t("designer:versions.rollback")}</Button>
        </>
      }
    >
      <div className={css.publish}>
        <p className="muted">{t("designer:versions.rollback_text")}</p>
        {error !== null && <ErrorState compact error={error} />}
        {plan === null && error === null && <Skeleton lines={4} />}
        {plan && <Changes changes={plan.changes} />}
        {destroys && <Checkbox label={t("designer:publish.agree")} checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />}
      </div>
    </Modal>
  );
}
