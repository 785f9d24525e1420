import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import { useLanguage } from "@/i18n";
import type { Why } from "./types";

/** Why a value is what it is; asked again whenever the record changes. */
export function useWhy(app: string, form: string, id: number, field: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: [...keys.record(app, form, id), "why", field, language],
    queryFn: () => api.get<Why>(`${recordsPath(app, form)}/${id}/why/${encodeURIComponent(field)}`),
    staleTime: 0,
    retry: false,
  });
}
