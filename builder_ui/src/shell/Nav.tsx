import { useT } from "@/i18n";
import { IconSidebar } from "@/ui/icons";
import { NavItems } from "./NavItems";
import css from "./Shell.module.css";

/** The left navigation; folded it shows icons alone. */
export function Nav({ folded, onFold }: Readonly<{ folded: boolean; onFold: () => void }>) {
  const t = useT();
  return (
    <nav className={css.nav} aria-label={t("common:navigation")}>
      <NavItems />
      <div className={css.last}><button type="button" className={`${css.item} ${css.fold}`} aria-pressed={folded} onClick={onFold} title={t(folded ? "common:unfold_navigation" : "common:fold_navigation")}>
        <IconSidebar size={17} />
        <span className={css.itemText}>{t("common:fold_navigation")}</span>
      </button></div>
    </nav>
  );
}
