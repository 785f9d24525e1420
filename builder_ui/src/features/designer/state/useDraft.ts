import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useT } from "@/i18n";
import { toast } from "@/ui/Toast";
import type { Draft, Edit } from "../model/types";
import { draftCalls, useServerDraft } from "./queries";
import type { Shown } from "./session";
import { DraftSession } from "./session";

export interface DraftWork extends Shown {
  readonly session: DraftSession;
  /** One step; what the server refuses is taken back and said. Null when it was refused. */
  readonly edit: (edits: readonly Edit[], label?: string) => Promise<Draft | null>;
  readonly undo: () => Promise<Draft | null>;
  readonly redo: () => Promise<Draft | null>;
}

export type DraftState = DraftWork | { readonly error: unknown; readonly retry: () => void } | null;

/** The draft that is being worked on; null while it is read. */
export function useDraft(app: string): DraftState {
  const t = useT("designer");
  const read = useServerDraft(app);
  const first = read.data;
  const session = useMemo(
    () => (first ? new DraftSession(first, draftCalls(app), () => toast({ kind: "info", text: t("designer:moved_elsewhere") })) : null),
    // A draft read again belongs to the same session.
    [app, first === undefined],
  );
  useEffect(() => {
    if (first) session?.take(first);
  }, [session, first]);
  const shown = useSyncExternalStore(session?.subscribe ?? nothing, session?.snapshot ?? none);
  return useMemo(() => {
    if (!session || !shown) return read.isError ? { error: read.error, retry: () => void read.refetch() } : null;
    const said = async (work: Promise<Draft>): Promise<Draft | null> => {
      try {
        return await work;
      } catch (error) {
        toast({ kind: "error", text: (error as Error).message });
        return null;
      }
    };
    return { ...shown, session, edit: (edits, label) => said(session.edit(edits, label)), undo: () => said(session.undo()), redo: () => said(session.redo()) };
  }, [session, shown, read.isError, read.error]);
}

const nothing = () => () => undefined;
const none = (): null => null;
