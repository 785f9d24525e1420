import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useT } from "@/i18n";
import { Button, LinkButton } from "@/ui/Button";
import { IconUpload } from "@/ui/icons";
import { TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { draftCalls, draftKey } from "./state/queries";

/** A further form: it is named, and opens in the designer as part of the draft. */
export function NewFormDialog({ app, onClose }: Readonly<{ app: string; onClose: () => void }>) {
  const t = useT("designer");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [label, setLabel] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const make = async (): Promise<void> => {
    if (!label.trim() || busy) return;
    setBusy(true);
    setError(null);
    try {
      const calls = draftCalls(app);
      const { position } = await calls.read();
      const name = { type: "text", label: t("designer:new_form.first"), required: true, search: true };
      const draft = await calls.edit(position, [{ op: "add_object", kind: "form", tree: { label: label.trim(), title: "{{ name }}", fields: { name } } }], undefined);
      await client.invalidateQueries({ queryKey: draftKey(app) });
      onClose();
      if (draft.made[0]) void navigate({ to: `/a/${app}/f/${draft.made[0]}/edit` });
    } catch (failure) {
      setBusy(false);
      setError((failure as Error).message);
    }
  };
  return (
    <Modal
      open
      size="sm"
      title={t("designer:new_form.title")}
      closable={!busy}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" busy={busy} disabled={!label.trim()} onClick={() => void make()}>{t("designer:new_form.make")}</Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <TextInput label={t("designer:new_form.name")} help={t("designer:new_form.hint")} value={label} required data-autofocus="" autoComplete="off" maxLength={100} error={error ?? undefined} onChange={(event) => setLabel(event.currentTarget.value)} />
      </form>
      <p style={{ marginTop: 16 }}><LinkButton to={`/a/${app}/from-file`} look="quiet" size="sm" icon={IconUpload} onClick={onClose}>{t("designer:new_form.from_file")}</LinkButton></p>
    </Modal>
  );
}
