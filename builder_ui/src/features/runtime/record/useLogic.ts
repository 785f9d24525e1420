import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { CheckAnswer, FormDef, RecordData } from "@/api/types";
import type { Logic } from "../form/model";

/** What the form's logic says about the stored record: hidden, required and locked fields. */
export function useLogic(app: string, form: FormDef, record: RecordData): Logic {
  const answer = useQuery({
    queryKey: [...keys.record(app, form.id, record.id), "logic", record.revision],
    queryFn: () => api.post<CheckAnswer>(`${recordsPath(app, form.id)}/check`, { values: {}, id: record.id }),
    // Whoever may not change the record may not ask what changing it would mean; the form has no logic to ask about.
    enabled: form.can.update && form.logic !== false,
    staleTime: Infinity,
    retry: false,
  });
  return answer.data?.fields ?? {};
}
