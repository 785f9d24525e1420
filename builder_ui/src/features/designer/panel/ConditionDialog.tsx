import { useRef, useState } from "react";
import type { FormDef } from "@/api/types";
import { ConditionBuilder } from "@/conditions/ConditionBuilder";
import { fromExpression, toExpression } from "@/conditions/expression";
import { literalKind } from "@/conditions/kinds";
import { NOTHING } from "@/conditions/model";
import { ExpressionPanel } from "@/expression-editor/ExpressionPanel";
import { Written } from "@/expression-editor/Written";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { Segmented } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { useDesigner } from "../context";
import css from "./panel.module.css";

interface ConditionDialogProps {
  title: string;
  /** With ids; "" for none yet. */
  text: string;
  /** Another form than the one that is edited. */
  of?: FormDef | undefined;
  onClose: () => void;
  onDone: (text: string) => void;
}

/** A condition clicked together, or written; the two are views of one. */
export function ConditionDialog({ title, text, of, onClose, onDone }: Readonly<ConditionDialogProps>) {
  const t = useT("designer", "expression", "runtime");
  const { app, form: own } = useDesigner();
  const form = of ?? own;
  const kindOf = (field: string) => literalKind(form.fields[field]);
  const [tree, setTree] = useState(() => fromExpression(text, kindOf) ?? NOTHING);
  const [how, setHow] = useState<"conditions" | "text">(() => (fromExpression(text, kindOf) ? "conditions" : "text"));
  /** Null while what is written is wrong. */
  const [written, setWritten] = useState<string | null>(text);
  const start = useRef(text);
  const result = how === "conditions" ? toExpression(tree, kindOf) : written;
  const turn = (next: "conditions" | "text"): void => {
    if (next === "text") {
      start.current = toExpression(tree, kindOf);
      setWritten(start.current);
    } else {
      const read = fromExpression(written ?? "", kindOf);
      if (!read) return;
      setTree(read);
    }
    setHow(next);
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
          <Button look="primary" disabled={result === null} onClick={() => result !== null && onDone(result)}>{t("designer:apply")}</Button>
        </>
      }
    >
      <div className={css.condition}>
        <Segmented label={t("expression:how")} value={how} onChange={turn} options={[{ value: "conditions", label: t("expression:as_conditions") }, { value: "text", label: t("expression:as_text") }]} />
        {how === "conditions" ? (
          <ConditionBuilder app={app.id} form={form} tree={tree} onChange={setTree} />
        ) : (
          <Written app={app.id} form={form.id} ids={start.current} use="condition">
            {(shown) => (
              <ExpressionPanel
                app={app.id}
                form={form.id}
                use="condition"
                label={title}
                start={shown}
                onChange={(typed, tried) => setWritten(typed.trim() === "" ? "" : tried && tried.problems.length === 0 ? tried.ids : null)}
              />
            )}
          </Written>
        )}
      </div>
    </Modal>
  );
}
