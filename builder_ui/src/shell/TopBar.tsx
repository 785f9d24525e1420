import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useApp, useNotifications } from "@/api/queries";
import type { Language } from "@/i18n";
import { useLanguage, useT } from "@/i18n";
import { useAppId } from "@/lib/here";
import { isTyping } from "@/lib/keyboard";
import { IconButton, LinkButton } from "@/ui/Button";
import { usePhone } from "@/ui/hooks";
import { IconBell, IconLanguage, IconMenu, IconMoon, IconSearch, IconSun } from "@/ui/icons";
import { anyLayerOpen } from "@/ui/layers";
import { useScheme } from "@/ui/scheme";
import { Button } from "@/ui/Button";
import { chooseLanguage, chooseScheme } from "./account";
import { Brand } from "./Brand";
import css from "./Shell.module.css";
import { UserMenu } from "./UserMenu";

const Palette = lazy(() => import("./Palette").then((module) => ({ default: module.Palette })));

/** Where the other language's name is its button: the one word a lost reader can surely read. */
const OTHER: Readonly<Record<Language, { language: Language; name: string }>> = { en: { language: "zh-CN", name: "中文" }, "zh-CN": { language: "en", name: "English" } };

export function TopBar({ onMenu }: Readonly<{ onMenu: () => void }>) {
  const t = useT();
  const phone = usePhone();
  const language = useLanguage();
  const scheme = useScheme((state) => state.shown);
  const appId = useAppId();
  const app = useApp(appId).data;
  const unread = useNotifications().data?.unread ?? 0;
  const [palette, setPalette] = useState(false);
  const other = OTHER[language];

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing) return;
      const combo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      const slash = event.key === "/" && !isTyping(event.target) && !anyLayerOpen();
      if (!combo && !slash) return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  return (
    <header className={css.top}>
      {phone && <IconButton icon={IconMenu} label={t("common:open_navigation")} onClick={onMenu} />}
      <Link to="/" className={css.brand} aria-label={t("common:product_home")}>
        <Brand />
        <span className={css.brandName}>{t("common:product")}</span>
      </Link>
      {app && (
        <>
          <span className={css.slash} aria-hidden="true">/</span>
          <Link to={`/a/${app.id}`} className={`${css.brand} cut`} style={{ fontWeight: 500 }}><span className="cut">{app.label}</span></Link>
        </>
      )}
      <span className={css.spacer} />
      {phone ? (
        <IconButton icon={IconSearch} label={t("common:search_or_go")} onClick={() => setPalette(true)} />
      ) : (
        <button type="button" className={css.search} aria-keyshortcuts="Control+K" onClick={() => setPalette(true)}>
          <IconSearch size={15} />
          <span>{t("common:search_or_go")}</span>
          <kbd>{t("common:key_search")}</kbd>
        </button>
      )}
      <span className={phone ? "" : css.spacer} />
      <Button look="quiet" size="sm" icon={phone ? undefined : IconLanguage} lang={other.language} onClick={() => void chooseLanguage(other.language)}>{other.name}</Button>
      {!phone && <IconButton icon={scheme === "dark" ? IconSun : IconMoon} label={t(scheme === "dark" ? "common:to_light" : "common:to_dark")} onClick={() => chooseScheme(scheme === "dark" ? "light" : "dark")} />}
      {!phone && <Bell unread={unread} />}
      <UserMenu />
      {palette && (
        <Suspense fallback={null}>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </header>
  );
}

function Bell({ unread }: Readonly<{ unread: number }>) {
  const t = useT();
  return (
    <span style={{ position: "relative" }}>
      <LinkButton to="/notifications" look="quiet" icon={IconBell} aria-label={t("common:notifications_count", { count: unread })} title={t("common:notifications")} />
      {unread > 0 && <span className={css.tabBadge} aria-hidden="true">{unread > 99 ? "99+" : unread}</span>}
    </span>
  );
}
