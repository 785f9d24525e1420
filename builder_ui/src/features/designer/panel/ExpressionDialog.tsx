import { useState } from "react";
import { ExpressionPanel } from "@/expression-editor/ExpressionPanel";
import type { Use } from "@/expression-editor/types";
import { Written } from "@/expression-editor/Written";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { Modal } from "@/ui/Modal";
import { useDesigner } from "../context";

interface ExpressionDialogProps {
  title: string;
  /** With ids. */
  text: string;
  use: Use;
  onClose: () => void;
  /** The text with ids, and the type of field that holds its values. */
  onDone: (text: string, returns: string | null) => void;
}

/** An expression is written, judged and tried; only what is right can be kept. */
export function ExpressionDialog({ title, text, use, onClose, onDone }: Readonly<ExpressionDialogProps>) {
  const t = useT("designer", "expression");
  const { app, form } = useDesigner();
  const [result, setResult] = useState<{ ids: string; returns: string | null } | null>(null);
  const done = (): void => {
    if (result) onDone(result.ids, result.returns);
  };
  return (
    <Modal
      open
      size="lg"
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" disabled={!result} onClick={done}>{t("designer:apply")}</Button>
        </>
      }
    >
      <Written app={app.id} form={form.id} ids={text} use={use}>
        {(shown) => (
          <ExpressionPanel app={app.id} form={form.id} use={use} label={title} start={shown} onSubmit={done} onChange={(_typed, tried) => setResult(tried?.ids && tried.problems.length === 0 ? { ids: tried.ids, returns: tried.returns } : null)} />
        )}
      </Written>
    </Modal>
  );
}
