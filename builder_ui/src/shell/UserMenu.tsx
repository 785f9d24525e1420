import { useNavigate } from "@tanstack/react-router";
import { useAccount, useAuthState } from "@/api/queries";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useT } from "@/i18n";
import { HOLIDAYS } from "@/lib/here";
import { Avatar } from "@/ui/Avatar";
import { IconCalendar, IconLogout, IconMoon, IconScreen, IconSun, IconUsers } from "@/ui/icons";
import type { MenuSection } from "@/ui/Menu";
import { Menu } from "@/ui/Menu";
import type { Density, SchemeChoice } from "@/ui/scheme";
import { useScheme } from "@/ui/scheme";
import { toast } from "@/ui/Toast";
import { becomePerson, chooseLanguage, chooseScheme, signOut } from "./account";
import css from "./Shell.module.css";

const SCHEMES: readonly [SchemeChoice, typeof IconSun][] = [["light", IconSun], ["dark", IconMoon], ["system", IconScreen]];
const DENSITIES: readonly Density[] = ["compact", "default", "relaxed"];

/** Who is signed in; appearance and language of this device; the way out. */
export function UserMenu() {
  const t = useT();
  const navigate = useNavigate();
  const account = useAccount();
  const people = useAuthState().data?.demo_people ?? [];
  const language = useLanguage();
  const { choice, density, setDensity } = useScheme();
  if (!account) return null;

  const leave = async (run: () => Promise<void>) => {
    try {
      await run();
      await navigate({ to: "/" });
    } catch (error) {
      toast({ kind: "error", text: (error as Error).message });
    }
  };

  const sections: MenuSection[] = [
    { key: "scheme", label: t("common:appearance"), items: SCHEMES.map(([key, icon]) => ({ key, icon, label: t(`common:scheme_${key}`), checked: choice === key, onSelect: () => chooseScheme(key) })) },
    { key: "density", label: t("common:density"), items: DENSITIES.map((key) => ({ key, label: t(`common:density_${key}`), checked: density === key, onSelect: () => setDensity(key) })) },
    { key: "language", label: t("common:language"), items: LANGUAGES.map((key) => ({ key, label: LANGUAGE_NAMES[key], checked: language === key, onSelect: () => void chooseLanguage(key) })) },
  ];
  const others = people.filter((person) => person.email !== account.email);
  if (others.length > 0) sections.push({ key: "people", label: t("common:be_another"), items: others.map((person) => ({ key: person.email, icon: undefined, label: person.name, hint: person.role_labels[0], onSelect: () => void leave(() => becomePerson(person.email)) })) });
  const last = [{ key: "out", icon: IconLogout, label: t("common:sign_out"), onSelect: () => void leave(signOut) }];
  const administration = [
    { key: "users", icon: IconUsers, label: t("common:users"), onSelect: () => void navigate({ to: "/admin/users" }) },
    { key: "holidays", icon: IconCalendar, label: t("common:holidays"), onSelect: () => void navigate({ to: HOLIDAYS }) },
  ];
  sections.push({ key: "out", items: account.is_admin ? [...administration, ...last] : last });

  return (
    <Menu
      width={248}
      sections={sections}
      target={
        <button type="button" className={css.who} aria-label={t("common:account_menu", { name: account.name })}>
          <Avatar name={account.name} size={28} />
        </button>
      }
    />
  );
}
