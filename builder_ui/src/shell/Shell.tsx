import { Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { startEvents } from "@/api/events";
import { useAccount } from "@/api/queries";
import { asLanguage, currentLanguage, switchLanguage, useT } from "@/i18n";
import { useScheme } from "@/ui/scheme";
import { usePhone } from "@/ui/hooks";
import { BottomBar } from "./BottomBar";
import { Nav } from "./Nav";
import { OfflineBanner } from "./OfflineBanner";
import { PagePending } from "./PagePending";
import { RecordPanelHost } from "./RecordPanelHost";
import { RelatedCreatorHost } from "./RelatedCreatorHost";
import css from "./Shell.module.css";
import { TopBar } from "./TopBar";

const NavDrawer = lazy(() => import("./NavDrawer").then((module) => ({ default: module.NavDrawer })));

const NAV_FOLDED = "formwright.nav.folded";

/** Top bar, navigation, the page, the record panel; on phones a bottom bar and a drawer instead of the navigation. */
export function Shell() {
  // While the sign-in page is still on its way, nothing may be asked for a stranger.
  return useAccount() ? <SignedIn /> : <PagePending />;
}

function SignedIn() {
  const t = useT();
  const phone = usePhone();
  const account = useAccount();
  const { pathname } = useLocation();
  const [folded, setFolded] = useState(() => localStorage.getItem(NAV_FOLDED) === "1");
  const [drawer, setDrawer] = useState(false);
  const main = useRef<HTMLElement>(null);

  useEffect(() => startEvents(), []);

  // What the person chose on another device holds here until something is chosen here.
  useEffect(() => {
    const language = asLanguage(account?.language);
    if (language && language !== currentLanguage() && !localStorage.getItem("formwright.language")) void switchLanguage(language);
    if (account?.theme && !localStorage.getItem("formwright.scheme")) useScheme.getState().choose(account.theme);
  }, [account?.id]);

  useEffect(() => setDrawer(false), [pathname]);

  // A new page: a keyboard reader goes on from its top, not from a link that is gone.
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else if (document.activeElement === document.body || document.activeElement === null) main.current?.focus({ preventScroll: true });
  }, [pathname]);

  return (
    <div className={css.shell} data-folded={folded || undefined}>
      <a href="#main" className={css.skip}>{t("common:skip_to_content")}</a>
      <TopBar onMenu={() => setDrawer(true)} />
      {!phone && (
        <Nav
          folded={folded}
          onFold={() => {
            localStorage.setItem(NAV_FOLDED, folded ? "0" : "1");
            setFolded(!folded);
          }}
        />
      )}
      <div className={css.middle}>
        <OfflineBanner />
        <div className={css.columns}>
          <main id="main" ref={main} tabIndex={-1} className={css.main}>
            <Suspense fallback={<PagePending />}>
              <Outlet />
            </Suspense>
          </main>
          <RecordPanelHost />
        </div>
      </div>
      {phone && <BottomBar onApp={() => setDrawer(true)} />}
      {phone && drawer && <Suspense fallback={null}><NavDrawer open onClose={() => setDrawer(false)} /></Suspense>}
      <RelatedCreatorHost />
    </div>
  );
}
