import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Sent } from "@/api/sent";
import { useT } from "@/i18n";
import { Button, LinkButton } from "@/ui/Button";
import { TextInput } from "@/ui/Input";
import { IconUpload } from "@/ui/icons";
import { Modal } from "@/ui/Modal";
import css from "./home.module.css";

/** An app out of two names: its own, and that of its first form; it opens at the form's records. */
export function BlankDialog({ onClose }: Readonly<{ onClose: () => void }>) {
  const t = useT("home");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [label, setLabel] = useState("");
  const [form, setForm] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    if (!label.trim() || busy) return;
    setBusy(true);
    setError(null);
    try {
      const body: Sent<"BlankApp"> = { label: label.trim(), form: form.trim() || t("home:blank.first_form") };
      const made = await api.post<{ app: string; form: string }>("/apps", body);
      await client.invalidateQueries({ queryKey: keys.apps });
      onClose();
      void navigate({ to: `/a/${made.app}/f/${made.form}` });
    } catch (failure) {
      setBusy(false);
      setError((failure as Error).message);
    }
  };
  return (
    <Modal
      open
      size="sm"
      title={t("home:blank.title")}
      closable={!busy}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" form="blank-app" busy={busy} disabled={!label.trim()}>{t("home:blank.make")}</Button>
        </>
      }
    >
      <form
        id="blank-app"
        className={css.blank}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextInput label={t("home:blank.app")} value={label} required data-autofocus="" autoComplete="off" maxLength={100} error={error ?? undefined} onChange={(event) => setLabel(event.currentTarget.value)} />
        <TextInput label={t("home:blank.form")} help={t("home:blank.form_hint")} placeholder={t("home:blank.first_form")} value={form} autoComplete="off" maxLength={100} onChange={(event) => setForm(event.currentTarget.value)} />
      </form>
      <p className={css.other}><LinkButton to="/from-file" look="quiet" size="sm" icon={IconUpload} onClick={onClose}>{t("home:blank.from_file")}</LinkButton></p>
    </Modal>
  );
}
