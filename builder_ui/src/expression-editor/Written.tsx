import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { useLanguage } from "@/i18n";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { tryExpression } from "./queries";
import type { Use } from "./types";

/** How an expression of ids reads with labels; undefined while it is asked, "" for none. */
export function useShown(app: string, form: string, ids: string, use: Use) {
  const language = useLanguage();
  return useQuery({
    queryKey: [...keys.app(app), "shown", form, language, ids],
    queryFn: async () => (ids === "" ? "" : (await tryExpression({ app, form, text: ids, use, spelled: "ids" })).shown),
    staleTime: Infinity,
  });
}

interface WrittenProps {
  app: string;
  form: string;
  ids: string;
  use: Use;
  children: (shown: string) => ReactNode;
}

/** Waits until an expression of ids can be read, and hands its text on. */
export function Written({ app, form, ids, use, children }: Readonly<WrittenProps>) {
  const shown = useShown(app, form, ids, use);
  if (shown.isError) return <ErrorState compact error={shown.error} retry={() => void shown.refetch()} />;
  return shown.data === undefined ? <Skeleton lines={3} /> : children(shown.data);
}
