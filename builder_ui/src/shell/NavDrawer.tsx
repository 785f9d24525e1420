import { useApp } from "@/api/queries";
import { useT } from "@/i18n";
import { useAppId } from "@/lib/here";
import { IconHome } from "@/ui/icons";
import { Sheet } from "@/ui/Modal";
import { NavItem, NavItems } from "./NavItems";

/** The navigation on phones. */
export function NavDrawer({ open, onClose }: Readonly<{ open: boolean; onClose: () => void }>) {
  const t = useT();
  const appId = useAppId();
  const app = useApp(appId).data;
  return (
    <Sheet open={open} onClose={onClose} title={app?.label ?? t("common:product")} side="left" size={288}>
      <nav aria-label={t("common:navigation")}>
        {appId && <NavItem to="/" icon={IconHome} exact>{t("common:home")}</NavItem>}
        <NavItems />
      </nav>
    </Sheet>
  );
}
