import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { press } from "@/api/queries";
import { useT } from "@/i18n";
import { Button } from "@/ui/Button";
import { confirm } from "@/ui/ConfirmDialog";
import { IconExternal, IconPlus } from "@/ui/icons";
import { toast } from "@/ui/Toast";
import type { CellProps } from "../contract";

/** Asks the server where it leads; asks the reader first where the definition wants it. */
export function Cell({ field, place }: CellProps) {
  const t = useT();
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const { app, form, record } = place;
  if (record === null) return null;

  const go = async () => {
    setBusy(true);
    try {
      const led = await press(app, form, record, field.id);
      if (led.confirm && !(await confirm({ title: led.confirm, confirm: field.label }))) return;
      if (led.url) window.open(led.url, "_blank", "noopener,noreferrer");
      else if (led.form) await navigate({ to: `/a/${led.app ?? app}/f/${led.form}/new`, search: (led.values ?? {}) as never });
    } catch (error) {
      toast({ kind: "error", text: (error as Error).message || t("errors:unknown") });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      size="sm"
      look={field.settings.look === "primary" ? "primary" : "default"}
      icon={field.settings.url ? IconExternal : IconPlus}
      disabled={busy}
      onClick={(event) => {
        event.stopPropagation();
        void go();
      }}
    >
      {field.label}
    </Button>
  );
}
