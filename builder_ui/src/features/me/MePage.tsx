import { useNavigate } from "@tanstack/react-router";
import { useAccount, useAuthState } from "@/api/queries";
import { LANGUAGE_NAMES, LANGUAGES, useLanguage, useT } from "@/i18n";
import { HOLIDAYS } from "@/lib/here";
import { becomePerson, chooseLanguage, chooseScheme, signOut } from "@/shell/account";
import { Avatar } from "@/ui/Avatar";
import { Button, LinkButton } from "@/ui/Button";
import { IconCalendar, IconChevronRight, IconLogout, IconUsers } from "@/ui/icons";
import { Segmented } from "@/ui/Input";
import { Panel } from "@/ui/Panel";
import { useScheme } from "@/ui/scheme";
import { toast } from "@/ui/Toast";
import css from "./me.module.css";

/** Account, appearance and language on a page of their own: the phone's user menu. */
export function MePage() {
  const t = useT();
  const navigate = useNavigate();
  const account = useAccount();
  const people = useAuthState().data?.demo_people?.filter((person) => person.email !== account?.email) ?? [];
  const language = useLanguage();
  const { choice, density, setDensity } = useScheme();
  if (!account) return null;
  const leave = (run: () => Promise<void>) =>
    void run().then(
      () => navigate({ to: "/" }),
      (error: unknown) => toast({ kind: "error", text: (error as Error).message }),
    );
  return (
    <div className={css.page}>
      <header className={css.head}>
        <Avatar name={account.name} size={44} />
        <div>
          <h1>{account.name}</h1>
          <p className="muted">{account.email}</p>
        </div>
      </header>
      <Panel title={t("common:appearance")} id="me-look">
        <div className={css.rows}>
          <span>{t("common:scheme")}</span>
          <Segmented label={t("common:scheme")} value={choice} onChange={chooseScheme} options={(["light", "dark", "system"] as const).map((value) => ({ value, label: t(`common:scheme_${value}`) }))} />
          <span>{t("common:language")}</span>
          <Segmented label={t("common:language")} value={language} onChange={(value) => void chooseLanguage(value)} options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))} />
          <span>{t("common:density")}</span>
          <Segmented label={t("common:density")} value={density} onChange={setDensity} options={(["compact", "default", "relaxed"] as const).map((value) => ({ value, label: t(`common:density_${value}`) }))} />
        </div>
      </Panel>
      {people.length > 0 && (
        <Panel title={t("common:be_another")} id="me-people" flush>
          <ul>
            {people.map((person) => (
              <li key={person.email}>
                <button type="button" className={css.person} onClick={() => leave(() => becomePerson(person.email))}>
                  <Avatar name={person.name} size={30} />
                  <span>{person.name}<span className="muted small">{person.role_labels.join(t("common:list_comma"))}</span></span>
                  <IconChevronRight size={16} />
                </button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <div className={css.actions}>
        {account.is_admin && <LinkButton to="/admin/users" icon={IconUsers}>{t("common:users")}</LinkButton>}
        {account.is_admin && <LinkButton to={HOLIDAYS} icon={IconCalendar}>{t("common:holidays")}</LinkButton>}
        <Button icon={IconLogout} onClick={() => leave(signOut)}>{t("common:sign_out")}</Button>
      </div>
    </div>
  );
}
