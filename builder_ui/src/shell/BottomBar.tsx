import { Link } from "@tanstack/react-router";
import { useAccount, useNotifications } from "@/api/queries";
import { useT } from "@/i18n";
import { useAppId } from "@/lib/here";
import { IconApps, IconBell, IconHome, IconUser } from "@/ui/icons";
import css from "./Shell.module.css";

/** Four places under the thumb. */
export function BottomBar({ onApp }: Readonly<{ onApp: () => void }>) {
  const t = useT();
  const appId = useAppId();
  const account = useAccount();
  const unread = useNotifications().data?.unread ?? 0;
  return (
    <nav className={css.bottom} aria-label={t("common:main_places")}>
      <Link to="/" className={css.tab} activeOptions={{ exact: true, includeSearch: false }}><IconHome size={20} />{t("common:home")}</Link>
      <button type="button" className={css.tab} data-status={appId ? "active" : undefined} onClick={onApp}><IconApps size={20} />{t("common:app")}</button>
      <Link to="/notifications" className={css.tab}>
        <IconBell size={20} />
        <span>{t("common:notifications_short")}</span>
        {unread > 0 && <span className={css.tabBadge}>{unread > 99 ? "99+" : unread}<span className="vh">{t("common:unread")}</span></span>}
      </Link>
      <Link to="/me" className={css.tab}><IconUser size={20} /><span className="cut">{account ? t("common:me") : ""}</span></Link>
    </nav>
  );
}
