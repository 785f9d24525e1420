import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { api, ifMatch } from "@/api/client";
import { ApiError, isApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, Value } from "@/api/types";
import { useT } from "@/i18n";
import { toast } from "@/ui/Toast";
import type { Conflict } from "./edit";
import { sameValue, settle, toWire } from "./edit";
import { changeSetOf } from "../cards/useUndo";
import { expandOf } from "./useRows";

interface Store {
  find: (id: number) => RecordData | undefined;
  patch: (id: number, values: Partial<RecordData>) => void;
  listKey: readonly unknown[];
  /** The change needs other fields filled in first; then no message is shown here. */
  onMissing?: (row: RecordData, value: Value, fields: string[]) => void;
  /** The value was taken: by this change set it can be taken back. */
  onSaved?: (changeSet: number | null) => void;
  /** What is known beforehand to stand against a value. */
  judge?: (row: RecordData, field: string, value: Value) => string | null;
  /** The value was not taken: says why, instead of a message at the edge of the screen. */
  onRefused?: (id: number, field: string, reason: string) => void;
}

/**
 * Changes one value of a record: shown at once, sent in the order of typing, taken back with the reason when the server
 * refuses. Used by grid and board alike.
 */
export function useCellEdit(app: string, form: FormDef, store: Store) {
  const t = useT("runtime");
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const queues = useRef(new Map<number, Promise<unknown>>());
  const { find, patch, listKey } = store;
  const told = useRef(store);
  told.current = store;

  const send = useCallback(
    async (
      id: number,
      field: string,
      before: Value,
      value: Value,
      revision: number,
      again: boolean,
    ): Promise<boolean> => {
      try {
        const saved = await api.patch<RecordData>(
          `${recordsPath(app, form.id)}/${id}`,
          { [field]: toWire(value) ?? null },
          { headers: ifMatch(revision), query: { expand: expandOf(form, form.order) }, onHeaders: (headers) => told.current.onSaved?.(changeSetOf(headers)) },
        );
        patch(id, saved);
        void client.invalidateQueries({ queryKey: keys.form(app, form.id), refetchType: "active" });
        void client.invalidateQueries({ queryKey: keys.dashboards(app) });
        return true;
      } catch (error) {
        const current = isApiError(error, 412) ? (error.problem.current as RecordData | undefined) : undefined;
        if (current && !again) {
          const next = settle(id, field, before, value, current);
          if ("again" in next) return send(id, field, before, value, next.again, true);
          patch(id, { [field]: next.theirs, revision: next.revision } as Partial<RecordData>);
          setConflict(next);
          return false;
        }
        patch(id, { [field]: before } as Partial<RecordData>);
        const others = isApiError(error, 422) ? othersIn(error, form, field) : [];
        const row = find(id);
        if (told.current.onMissing && row && others.length > 0) {
          told.current.onMissing(row, value, others);
          return false;
        }
        const label = form.fields[field]?.label ?? field;
        const reason = error instanceof ApiError ? reasonOf(error, field, t("errors:offline")) : String(error);
        if (told.current.onRefused && isApiError(error, 422)) told.current.onRefused(id, field, reason);
        else toast({ kind: "error", text: t("runtime:edit.refused", { field: label, reason }) });
        if (isApiError(error, 404)) void client.invalidateQueries({ queryKey: listKey });
        return false;
      }
    },
    [app, form, find, patch, client, listKey, t],
  );

  const edit = useCallback(
    (row: RecordData, field: string, value: Value): Promise<boolean> => {
      const now = find(row.id) ?? row;
      const before = now[field];
      if (sameValue(before, value)) return Promise.resolve(true);
      const wrong = told.current.judge?.(now, field, value);
      if (wrong) {
        told.current.onRefused?.(row.id, field, wrong);
        return Promise.resolve(false);
      }
      // Changed by somebody else while it was being typed: they have seen the list, the typist has not.
      if (!sameValue(before, row[field])) {
        setConflict({ id: row.id, field, mine: value, theirs: before, revision: now.revision });
        return Promise.resolve(false);
      }
      void client.cancelQueries({ queryKey: listKey });
      patch(row.id, { [field]: value ?? null } as Partial<RecordData>);
      const earlier = queues.current.get(row.id) ?? Promise.resolve();
      const mine = earlier.then(() => send(row.id, field, before, value, (find(row.id) ?? row).revision, false));
      queues.current.set(row.id, mine);
      void mine.finally(() => {
        if (queues.current.get(row.id) === mine) queues.current.delete(row.id);
      });
      return mine;
    },
    [client, find, patch, listKey, send],
  );

  /** Answers the conflict: true keeps the own value. */
  const resolve = useCallback(
    (keepMine: boolean) => {
      setConflict(null);
      if (!conflict || !keepMine) return;
      patch(conflict.id, { [conflict.field]: conflict.mine } as Partial<RecordData>);
      void send(conflict.id, conflict.field, conflict.theirs, conflict.mine, conflict.revision, true);
    },
    [conflict, patch, send],
  );

  return { edit, conflict, resolve };
}

/** Fields that the server asks for instead of the one that was changed; none when that one is wrong itself. */
function othersIn(error: ApiError, form: FormDef, field: string): string[] {
  const paths = [...new Set(error.errors.map((one) => one.path.split(".")[0] ?? ""))];
  return paths.includes(field) ? [] : paths.filter((path) => form.fields[path]?.can.write);
}

/** The most telling sentence: about the field, else about another one, else about the whole. */
export function reasonOf(error: ApiError, field: string, offline: string): string {
  if (error.status === 0) return offline;
  return error.byField[field] ?? error.errors[0]?.message ?? error.message;
}
