import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { whenSignedOut } from "@/api/client";
import { keys } from "@/api/keys";
import { useAuthState } from "@/api/queries";
import { queryClient } from "@/api/queryClient";
import { useT } from "@/i18n";
import { ConfirmHost } from "@/ui/ConfirmDialog";
import { ErrorState } from "@/ui/ErrorState";
import { ToastHost } from "@/ui/Toast";
import { PagePending } from "./PagePending";

const OPEN = ["/signin", "/setup"];

/** Above every page: who is there, and where a stranger is sent. */
export function Root() {
  const t = useT();
  const auth = useAuthState();
  const { pathname, href } = useLocation();
  const navigate = useNavigate();
  const state = auth.data;

  useEffect(() => whenSignedOut(() => void queryClient.invalidateQueries({ queryKey: keys.auth })), []);

  const open = OPEN.includes(pathname);
  const place = !state ? null : state.needs_setup ? (pathname === "/setup" ? null : "/setup") : !state.account && !open ? "/signin" : (state.account && open) || pathname === "/setup" ? "/" : null;
  useEffect(() => {
    if (!place) return;
    void navigate({ to: place, replace: true, search: place === "/signin" && pathname !== "/" ? { next: href } : {} });
  }, [place, navigate, pathname, href]);

  useEffect(() => {
    document.title = t("common:product");
  }, [t]);

  return (
    <>
      {auth.isError ? <ErrorState error={auth.error} retry={() => void auth.refetch()} /> : !state || place ? <PagePending /> : <Suspense fallback={<PagePending />}><Outlet /></Suspense>}
      <ToastHost />
      <ConfirmHost />
    </>
  );
}
