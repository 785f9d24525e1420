import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, ifMatch } from "@/api/client";
import { ApiError, isApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, Values } from "@/api/types";
import { useT } from "@/i18n";
import { toast } from "@/ui/Toast";
import { changeSetOf, useUndo } from "../cards/useUndo";
import { sameValue } from "../table/edit";
import { reasonOf } from "../table/useCellEdit";
import { expandOf } from "../table/useRows";

interface Store {
  find: (id: number) => RecordData | undefined;
  patch: (id: number, values: Partial<RecordData>) => void;
  listKey: readonly unknown[];
  onRefused: (id: number) => void;
}

/**
 * Gives a record other dates: shown at once, taken back with the reason when the server refuses, and undone by the
 * message that tells of it.
 */
export function useReschedule(app: string, form: FormDef, { find, patch, listKey, onRefused }: Store) {
  const t = useT("views");
  const client = useQueryClient();
  const undo = useUndo(app, form.id);

  const send = useCallback(
    async (row: RecordData, values: Values, revision: number, said: string): Promise<void> => {
      const before = Object.fromEntries(Object.keys(values).map((id) => [id, row[id] ?? null]));
      let changeSet: number | null = null;
      try {
        const saved = await api.patch<RecordData>(`${recordsPath(app, form.id)}/${row.id}`, values, {
          headers: ifMatch(revision),
          query: { expand: expandOf(form, form.order) },
          onHeaders: (headers) => {
            changeSet = changeSetOf(headers);
          },
        });
        patch(row.id, saved);
        toast({ kind: "ok", text: said, ...undo(changeSet) });
      } catch (error) {
        const current = isApiError(error, 412) ? (error.problem.current as RecordData | undefined) : undefined;
        // Somebody changed something else of it meanwhile: the dates are still those that were moved.
        if (current && current.revision !== revision && Object.entries(before).every(([id, value]) => sameValue(current[id], value))) {
          return send(row, values, current.revision, said);
        }
        patch(row.id, current ?? before);
        onRefused(row.id);
        const [first = ""] = Object.keys(values);
        const reason = current ? t("views:changed_meanwhile") : error instanceof ApiError ? reasonOf(error, first, t("errors:offline")) : String(error);
        toast({ kind: "error", stay: 8000, text: t("views:not_moved", { title: row._title ?? `#${row.id}`, reason }) });
      }
      void client.invalidateQueries({ queryKey: keys.form(app, form.id) });
      void client.invalidateQueries({ queryKey: keys.dashboards(app) });
    },
    [app, form, patch, onRefused, client, undo, t],
  );

  return useCallback(
    (id: number, make: (row: RecordData) => Values | null, said: (row: RecordData, values: Values) => string): void => {
      const row = find(id);
      const values = row && make(row);
      if (!row || !values || Object.entries(values).every(([field, value]) => sameValue(row[field], value))) return;
      void client.cancelQueries({ queryKey: listKey });
      patch(id, values as Partial<RecordData>);
      void send(row, values, row.revision, said(row, values));
    },
    [client, find, listKey, patch, send],
  );
}
