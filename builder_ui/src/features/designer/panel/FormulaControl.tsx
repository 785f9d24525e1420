import { lazy, Suspense, useId, useState } from "react";
import { useShown } from "@/expression-editor/queries";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { IconFormula } from "@/ui/icons";
import { Frame } from "@/ui/Input";
import { useDesigner } from "../context";
import type { ControlProps } from "./controls";
import css from "./panel.module.css";

const ExpressionDialog = lazy(() => import("./ExpressionDialog").then((module) => ({ default: module.ExpressionDialog })));

/** A formula as people read it, and the editor for it. */
export function FormulaControl({ property, label, help, value, onChange }: Readonly<ControlProps>) {
  const t = useT("designer");
  const id = useId();
  const { app, form } = useDesigner();
  const [open, setOpen] = useState(false);
  const text = typeof value === "string" ? value : "";
  const shown = useShown(app.id, form.id, text, "formula");
  return (
    <Frame label={label} htmlFor={id} help={help} required={property.required} group>
      {text && <code className={css.code}>{shown.data ?? text}</code>}
      <div className={css.buttons}>
        <Button size="sm" icon={IconFormula} onClick={() => setOpen(true)}>{t(text ? "designer:formula.change" : "designer:formula.write")}</Button>
      </div>
      {open && (
        <Suspense fallback={null}>
          <ExpressionDialog
            title={label}
            text={text}
            use="formula"
            onClose={() => setOpen(false)}
            onDone={(next) => {
              setOpen(false);
              if (next && next !== text) onChange(next);
            }}
          />
        </Suspense>
      )}
    </Frame>
  );
}
