import { lazy, Suspense, useId, useState } from "react";
import type { FormDef } from "@/api/types";
import { useT } from "@/i18n";
import { Button, IconButton } from "@/ui/Button";
import { IconX } from "@/ui/icons";
import { IconFilter } from "@/ui/toolIcons";
import { Frame } from "@/ui/Input";
import { ConditionText } from "../ConditionText";
import type { ControlProps } from "./controls";
import css from "./panel.module.css";

const ConditionDialog = lazy(() => import("./ConditionDialog").then((module) => ({ default: module.ConditionDialog })));

/** A condition in words, and the way to change it. */
export function ConditionControl({ label, help, value, form, onChange }: Readonly<Pick<ControlProps, "label" | "help" | "value" | "onChange"> & { form?: FormDef }>) {
  const t = useT("designer");
  const id = useId();
  const [open, setOpen] = useState(false);
  const text = typeof value === "string" ? value : "";
  return (
    <Frame label={label} htmlFor={id} help={help} group>
      {text && <p className={css.sentence}><ConditionText text={text} of={form} /></p>}
      <div className={css.buttons}>
        <Button size="sm" icon={IconFilter} onClick={() => setOpen(true)}>{t(text ? "designer:condition.change" : "designer:condition.add")}</Button>
        {text && <IconButton size="sm" icon={IconX} label={t("designer:condition.remove", { label })} onClick={() => onChange(undefined)} />}
      </div>
      {open && (
        <Suspense fallback={null}>
          <ConditionDialog
            title={label}
            text={text}
            of={form}
            onClose={() => setOpen(false)}
            onDone={(next) => {
              setOpen(false);
              if (next !== text) onChange(next || undefined);
            }}
          />
        </Suspense>
      )}
    </Frame>
  );
}
