import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import type { AppDef, FieldDef, FormDef } from "@/api/types";
import { ExpressionPanel } from "@/expression-editor/ExpressionPanel";
import type { Tried } from "@/expression-editor/types";
import { Written } from "@/expression-editor/Written";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { Frame, TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { Select } from "@/ui/Select";
import { Skeleton } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { FormulaPlan } from "./FormulaPlan";
import type { Formula, Returns } from "./formula";
import { formulaOf, kindsFor } from "./formula";
import css from "./table.module.css";

interface FormulaDialogProps {
  app: AppDef;
  form: FormDef;
  /** The field whose formula is changed; without one a field is added. */
  field?: FieldDef | undefined;
  view: string;
  after: string | undefined;
  onClose: () => void;
  onAdded?: (field: string) => void;
}

/** A formula in a dialog: a new field, or another formula for one; what saving does stands below it. */
export function FormulaDialog(props: Readonly<FormulaDialogProps>) {
  const t = useT("expression");
  const { app, form, field, onClose } = props;
  const stored = useQuery({
    queryKey: [...keys.app(app.id), "formula", form.id, field?.id],
    queryFn: () => api.get<Formula>(`/apps/${app.id}/forms/${form.id}/fields/${field?.id ?? ""}/formula`),
    enabled: field !== undefined,
    staleTime: 0,
  });
  const known = field ? stored.data : { expr: "", returns: null, decimals: null };
  if (!known) {
    return <Modal open onClose={onClose} size="lg" title={t("expression:formula.edit", { field: field?.label ?? "" })}><Skeleton lines={6} /></Modal>;
  }
  return <Open {...props} stored={known} />;
}

function Open({ app, form, field, view, after, stored, onClose, onAdded }: Readonly<FormulaDialogProps & { stored: { expr: string; returns: Returns | null; decimals: number | null } }>) {
  const t = useT("expression");
  const client = useQueryClient();
  const [label, setLabel] = useState("");
  const [tried, setTried] = useState<Tried | null>(null);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Returns | null>(stored.returns);
  const [error, setError] = useState<{ at: "name" | "text"; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const formula = formulaOf(tried, chosen, stored.decimals);
  const kinds = kindsFor(tried?.returns ?? null);
  const path = `/apps/${app.id}/forms/${form.id}/fields`;
  const address = field ? `${path}/${field.id}/formula` : path;
  const body = (dry: boolean): object =>
    field ? { ...formula, ...(dry ? { dry } : {}) } : { label: label.trim() || t("expression:formula.name"), type: "formula", formula, ...(after ? { after } : {}), ...(view ? { view } : {}), ...(dry ? { dry } : {}) };

  const save = async (): Promise<void> => {
    if (busy) return;
    if (!field && !label.trim()) return setError({ at: "name", text: t("expression:formula.name_missing") });
    if (!text.trim()) return setError({ at: "text", text: t("expression:formula.text_missing") });
    // While the last letters are being judged, or something is wrong, the message below the text says so.
    if (!formula) return;
    setBusy(true);
    setError(null);
    try {
      const made = await (field ? api.put : api.post)<{ field?: string }>(address, body(false));
      await client.invalidateQueries({ queryKey: keys.app(app.id) });
      void client.invalidateQueries({ queryKey: keys.form(app.id, form.id) });
      toast({ kind: "ok", text: t(field ? "expression:formula.saved" : "expression:formula.added", { field: field?.label ?? label.trim() }) });
      onClose();
      if (made.field) onAdded?.(made.field);
    } catch (failure) {
      setError({ at: "text", text: failure instanceof ApiError ? (failure.errors[0]?.message ?? failure.message) : String(failure) });
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      onClose={onClose}
      size="lg"
      closable={!busy}
      title={field ? t("expression:formula.edit", { field: field.label }) : t("expression:formula.new")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" busy={busy} disabled={!formula} onClick={() => void save()}>{t(field ? "expression:formula.save" : "expression:formula.add")}</Button>
        </>
      }
    >
      <div className={css.formula}>
        {!field && (
          <TextInput label={t("expression:formula.name")} value={label} required maxLength={100} autoComplete="off" data-autofocus="" error={error?.at === "name" ? error.text : undefined} onChange={(event) => setLabel(event.currentTarget.value)} />
        )}
        <Frame label={t("expression:formula.text")} htmlFor="formula-text" group help={text === "" ? t("expression:formula.sample") : undefined} error={error?.at === "text" ? error.text : undefined}>
          <Written app={app.id} form={form.id} ids={stored.expr} use="formula">
            {(shown) => (
              <ExpressionPanel
                app={app.id}
                form={form.id}
                use="formula"
                label={t("expression:formula.text")}
                start={shown}
                onSubmit={() => void save()}
                onChange={(next, found) => {
                  if (next !== text) setError(null);
                  setText(next);
                  setTried(found);
                }}
              />
            )}
          </Written>
        </Frame>
        {formula && kinds.length > 1 && (
          <Frame label={t("expression:formula.shown_as")} htmlFor="formula-returns">
            <Select id="formula-returns" value={formula.returns} options={kinds.map((one) => ({ value: one, label: t(`expression:formula.returns.${one}`) }))} onChange={(next) => setChosen(next as Returns | null)} />
          </Frame>
        )}
        {formula && <FormulaPlan app={app} address={address} change={field !== undefined} body={body(true)} />}
      </div>
    </Modal>
  );
}
