import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { ApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { useLanguage } from "@/i18n";
import { toast } from "@/ui/Toast";
import type { Edit, KindInfo } from "./types";

/** The kinds of view or of chart, with their settings; they change with the language alone. */
export function useKinds(of: "view" | "chart"): readonly KindInfo[] | undefined {
  const language = useLanguage();
  return useQuery({ queryKey: [`${of}-types`, language], queryFn: () => api.get<KindInfo[]>(`/${of}-types`), staleTime: Infinity }).data;
}

/** Publishes edits at once; what went wrong is said, and then null comes back. */
export function useQuick(app: string) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const publish = async (edits: readonly Edit[], note: string): Promise<readonly string[] | null> => {
    setBusy(true);
    try {
      const done = await api.post<{ made: string[] }>(`/apps/${app}/quick`, { edits, note });
      await client.invalidateQueries({ queryKey: keys.app(app) });
      void client.invalidateQueries({ queryKey: keys.dashboards(app) });
      void client.invalidateQueries({ queryKey: ["records", app] });
      return done.made;
    } catch (error) {
      toast({ kind: "error", stay: 12_000, text: error instanceof ApiError ? (error.errors[0]?.message ?? error.message) : String(error) });
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { publish, busy };
}
