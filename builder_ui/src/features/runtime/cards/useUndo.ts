import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { useT } from "@/i18n";
import { toast } from "@/ui/Toast";

/** The change set of a write, by which it is taken back. */
export const changeSetOf = (headers: Headers): number | null => Number(headers.get("Change-Set")) || null;

/** The "Undo" of a message about a change: the server takes the whole change set back, with all that followed from it. */
export function useUndo(app: string, form: string) {
  const t = useT("views");
  const client = useQueryClient();
  return useCallback(
    (changeSet: number | null) =>
      changeSet === null
        ? {}
        : {
            action: {
              label: t("views:undo"),
              run: () => {
                const undo = async (): Promise<void> => {
                  try {
                    const done = await api.post<{ undone: number; kept: unknown[] }>(`/changes/${changeSet}/undo`);
                    if (done.kept.length > 0 || done.undone === 0) toast({ kind: "error", stay: 8000, text: t("views:undo_kept") });
                    else toast({ kind: "ok", text: t("views:undone") });
                  } catch (error) {
                    toast({ kind: "error", text: error instanceof ApiError ? error.message : String(error) });
                  }
                  void client.invalidateQueries({ queryKey: keys.form(app, form) });
                  void client.invalidateQueries({ queryKey: keys.dashboards(app) });
                };
                void undo();
              },
            },
          },
    [app, form, client, t],
  );
}
