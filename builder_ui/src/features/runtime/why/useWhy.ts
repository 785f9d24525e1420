import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { Values } from "@/api/types";
import { useLanguage } from "@/i18n";
import type { Why } from "./types";

/** Values that somebody is typing; `id` null for a new record. */
export interface Asking {
  readonly app: string;
  readonly form: string;
  readonly id: number | null;
  readonly field: string;
  /** Of a subform whose column is asked about (`lines.total`). */
  readonly row?: number | undefined;
  readonly typed?: Values | undefined;
}

/** Why a value, or its state, is what it is; asked again whenever the record or what is typed changes. */
export function useWhy({ app, form, id, field, row, typed }: Asking) {
  const language = useLanguage();
  const path = recordsPath(app, form);
  const name = encodeURIComponent(field);
  const stored = typed === undefined && id !== null;
  return useQuery({
    queryKey: [...keys.record(app, form, id ?? 0), "why", field, row ?? null, language, typed ?? null],
    queryFn: () => (stored ? api.get<Why>(`${path}/${id}/why/${name}`, { query: { row } }) : api.post<Why>(`${path}/why/${name}`, { values: typed ?? {}, id })),
    staleTime: 0,
    retry: false,
  });
}
