import { lazy, Suspense, useEffect, useId, useState } from "react";
import type { Json, Value } from "@/api/types";
import { useShown } from "@/expression-editor/queries";
import { fieldType } from "@/fields/registry";
import { useT } from "@/i18n";
import { toSend } from "@/lib/values";
import { Button } from "@/ui/Button";
import { useDebouncedCallback } from "@/ui/hooks";
import { IconFormula } from "@/ui/icons";
import { Frame, Segmented } from "@/ui/Input";
import { useDesigner } from "../context";
import type { ControlProps } from "./controls";
import css from "./panel.module.css";

const ExpressionDialog = lazy(() => import("./ExpressionDialog").then((module) => ({ default: module.ExpressionDialog })));

type How = "none" | "value" | "formula";
const howOf = (value: Json | undefined): How => (value === undefined || value === null ? "none" : typeof value === "string" && value.startsWith("=") && !value.startsWith("==") ? "formula" : "value");

/** What a field begins with: nothing, a value given in the field's own control, or worked out. */
export function ValueControl({ label, help, value, field, onChange }: Readonly<ControlProps>) {
  const t = useT("designer");
  const id = useId();
  const { app, form } = useDesigner();
  const [how, setHow] = useState<How>(howOf(value));
  const [typed, setTyped] = useState<Value>(value);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setHow(howOf(value));
    setTyped(value);
  }, [JSON.stringify(value ?? null), field.id]);
  const keep = useDebouncedCallback((next: Value) => onChange(next === null || next === undefined || next === "" ? undefined : toSend(field, next)), 500);
  const text = how === "formula" && typeof value === "string" ? value.slice(1) : "";
  const shown = useShown(app.id, form.id, text, "value");
  const type = fieldType(field.type);
  return (
    <Frame label={label} htmlFor={id} help={help} group>
      <Segmented
        label={label}
        value={how}
        options={(["none", "value", "formula"] as const).map((one) => ({ value: one, label: t(`designer:default.${one}`) }))}
        onChange={(next) => {
          setHow(next);
          if (next === "none" && value !== undefined) onChange(undefined);
          if (next === "formula") setOpen(true);
        }}
      />
      {how === "value" && (
        <Suspense fallback={null}>
          <div>
            <label className="vh" htmlFor={`${id}-value`}>{label}</label>
            <type.FormInput
              id={`${id}-value`}
              field={{ ...field, label, required: false, readonly: false }}
              value={typeof typed === "string" && typed.startsWith("=") ? null : typed}
              place={{ app: app.id, form: form.id, record: null }}
              onChange={(next) => {
                setTyped(next);
                keep(next);
              }}
            />
          </div>
        </Suspense>
      )}
      {how === "formula" && (
        <>
          {text && <code className={css.code}>{shown.data ?? text}</code>}
          <div className={css.buttons}>
            <Button size="sm" icon={IconFormula} onClick={() => setOpen(true)}>{t(text ? "designer:formula.change" : "designer:formula.write")}</Button>
          </div>
        </>
      )}
      {open && (
        <Suspense fallback={null}>
          <ExpressionDialog
            title={label}
            text={text}
            use="value"
            onClose={() => {
              setOpen(false);
              setHow(howOf(value));
            }}
            onDone={(next) => {
              setOpen(false);
              onChange(`=${next}`);
            }}
          />
        </Suspense>
      )}
    </Frame>
  );
}
