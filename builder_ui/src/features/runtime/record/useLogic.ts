import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { CheckAnswer, FormDef, RecordData, Value } from "@/api/types";
import type { Logic, RowLogic } from "../form/model";
import { nearest } from "../logic/errors";
import { useProgram } from "../logic/useProgram";

export interface RecordLogic {
  /** Hidden, required and locked fields of the stored record. */
  readonly states: Logic;
  /** How each row of its subforms stands. */
  readonly rows: RowLogic;
  /** What the form's rules say against a value of a field; null when nothing, or only the server can know. */
  readonly judge: (field: string, value: Value) => string | null;
}

export function useLogic(app: string, form: FormDef, record: RecordData): RecordLogic {
  const running = useProgram(app, form, form.logic !== false).data;
  const answer = useQuery({
    queryKey: [...keys.record(app, form.id, record.id), "logic", record.revision],
    queryFn: () => api.post<CheckAnswer>(`${recordsPath(app, form.id)}/check`, { values: {}, id: record.id }),
    // Whoever may not change the record may not ask what changing it would mean; the form has no logic to ask about.
    enabled: form.can.update && form.logic !== false && running?.program.asks === true,
    staleTime: Infinity,
    retry: false,
  });
  const said = answer.data;
  const { states, rows } = useMemo(() => running?.work({ base: record, typed: {}, answer: said ? { said, asked: {} } : null }) ?? { states: {}, rows: {} }, [running, record, said]);
  const judge = useCallback((field: string, value: Value) => (running ? nearest(running.work({ base: record, typed: { [field]: value }, answer: null }).errors, field) : null), [running, record]);
  return { states, rows, judge };
}
