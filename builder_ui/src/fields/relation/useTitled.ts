import { useQueries } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FieldDef, RecordData, Value } from "@/api/types";
import type { Linked } from "./titles";
import { linkedOf, targetOf } from "./titles";

/** Linked records with their titles: those that came as bare ids (a default, a worked-out value) are asked for. */
export function useTitled(value: Value, field: FieldDef, app: string): Linked[] {
  const linked = linkedOf(value);
  const target = targetOf(field, app);
  const bare = linked.filter((one) => one.title === `#${one.id}`);
  const answers = useQueries({
    queries: bare.map((one) => ({
      queryKey: [...keys.record(target.app, target.form, one.id), "title"],
      queryFn: () => api.get<RecordData>(`${recordsPath(target.app, target.form)}/${one.id}`),
      retry: false,
    })),
  });
  return linked.map((one) => {
    const at = bare.findIndex((other) => other.id === one.id);
    const title = at < 0 ? undefined : answers[at]?.data?._title;
    return title ? { ...one, title } : one;
  });
}
