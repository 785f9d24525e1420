import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useApp } from "@/api/queries";
import { preloadEditors } from "@/fields/preload";
import { ErrorState } from "@/ui/ErrorState";
import { PagePending } from "./PagePending";

/** Pages of an app are drawn once its definition is here. */
export function AppFrame() {
  const { app } = useParams({ strict: false }) as { app: string };
  const definition = useApp(app);
  useEffect(preloadEditors, []);
  if (definition.isPending) return <PagePending />;
  if (definition.isError) return <ErrorState error={definition.error} retry={() => void definition.refetch()} />;
  return <Outlet />;
}
