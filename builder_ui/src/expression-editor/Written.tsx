import type { ReactNode } from "react";
import { ErrorState } from "@/ui/ErrorState";
import { Skeleton } from "@/ui/Skeleton";
import { useShown } from "./queries";
import type { Use } from "./types";

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
