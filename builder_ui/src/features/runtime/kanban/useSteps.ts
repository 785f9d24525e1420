import { useMemo } from "react";
import type { FormDef, RecordData } from "@/api/types";
import { useT } from "@/i18n";
import { useProgram } from "../logic/useProgram";
import { mayMove } from "./model";

/** Where a card may go: by the transitions of the field that makes the lanes, and by the options that its record leaves open. */
export interface Steps {
  readonly may: (row: RecordData | undefined, from: string, to: string) => boolean;
  /** Why not, with the lanes that are open instead. */
  readonly refusal: (row: RecordData | undefined, from: string, to: string) => string;
}

export function useSteps(app: string, form: FormDef, by: string, labelOf: (lane: string) => string, emptied = false): Steps {
  const t = useT("runtime");
  const settings = form.fields[by]?.settings;
  const logic = useProgram(app, form, Boolean(settings?.where)).data;
  return useMemo(() => {
    const transitions = settings?.transitions;
    const openIn = (row: RecordData | undefined) => (row && logic?.optionsIn(row, by)) || null;
    const may = (row: RecordData | undefined, from: string, to: string) => mayMove(transitions, from, to, openIn(row), emptied);
    const refusal = (row: RecordData | undefined, from: string, to: string) => {
      const allowed = (settings?.options ?? []).filter((option) => option.id !== from && may(row, from, option.id)).map((option) => option.label);
      const key = mayMove(transitions, from, to, null, emptied) ? (allowed.length > 0 ? "closed" : "closed_end") : allowed.length > 0 ? "forbidden" : "forbidden_end";
      return t(`runtime:kanban.${key}`, { from: labelOf(from), to: labelOf(to), allowed: allowed.join(t("runtime:conditions.list")) });
    };
    return { may, refusal };
  }, [settings, logic, by, labelOf, emptied, t]);
}
