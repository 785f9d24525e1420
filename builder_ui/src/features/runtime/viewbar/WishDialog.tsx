import { useState } from "react";
import { api } from "@/api/client";
import type { Sent } from "@/api/sent";
import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { Frame, TextArea, TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/Toast";
import css from "./viewbar.module.css";

/** Who may not change a form asks those who may: a field that is missing, and why. */
export function WishDialog({ app, form, onClose }: Readonly<{ app: string; form: FormDef; onClose: () => void }>) {
  const t = useT("runtime");
  const [label, setLabel] = useState("");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const send = async (): Promise<void> => {
    const name = label.trim();
    if (busy) return;
    if (!name) return setError(t("runtime:wish.needed"));
    setBusy(true);
    try {
      // What kind of field the name suggests is up to the server, and to whoever takes it over.
      const edit = { op: "add_field", form: form.id, field: { label: name } };
      const body: Sent<"Wished"> = { label: name, text: text.trim(), edits: [edit] };
      await api.post(`/apps/${app}/forms/${form.id}/wishes`, body);
      toast({ kind: "ok", text: t("runtime:wish.sent") });
      onClose();
    } catch (failure) {
      setBusy(false);
      setError((failure as Error).message);
    }
  };
  return (
    <Modal
      open
      size="sm"
      title={t("runtime:wish.title", { form: form.label })}
      closable={!busy}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" form="wish" busy={busy}>{t("runtime:wish.send")}</Button>
        </>
      }
    >
      <form
        id="wish"
        className={css.wish}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <TextInput label={t("runtime:wish.field")} value={label} required data-autofocus="" autoComplete="off" maxLength={200} error={error ?? undefined} onChange={(event) => setLabel(event.currentTarget.value)} />
        <Frame label={t("runtime:wish.why")} htmlFor="wish-why">
          <TextArea id="wish-why" value={text} maxLength={2000} onChange={(event) => setText(event.currentTarget.value)} />
        </Frame>
      </form>
    </Modal>
  );
}
