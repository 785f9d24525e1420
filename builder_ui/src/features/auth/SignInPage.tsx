import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useState } from "react";
import { api } from "@/api/client";
import { useAuthState } from "@/api/queries";
import type { Sent } from "@/api/sent";
import type { Account } from "@/api/types";
import { useT } from "@/i18n";
import { becomePerson, enterAs } from "@/shell/account";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { IconAlert, IconChevronRight } from "@/ui/icons";
import { PasswordInput, TextInput } from "@/ui/Input";
import css from "./auth.module.css";
import { AuthFrame } from "./AuthFrame";

/** Only addresses of this page are followed after signing in. */
const safePlace = (next: unknown): string => (typeof next === "string" && /^\/(?![/\\])/.test(next) && !next.startsWith("/signin") ? next : "/");

export function SignInPage() {
  const t = useT("admin");
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const people = useAuthState().data?.demo_people ?? [];
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: async (as?: string) => {
      if (as) await becomePerson(as);
      else await enterAs(await api.post<Account>("/auth/login", { email: email.trim(), password } satisfies Sent<"SignIn">));
    },
    onSuccess: () => navigate({ to: safePlace(next), replace: true }),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate(undefined);
  };

  return (
    <AuthFrame title={t("admin:sign_in")} lead={t("admin:sign_in_lead")}>
      <form className={css.form} onSubmit={submit}>
        {enter.isError && <p className={css.problem} role="alert"><IconAlert size={16} /><span>{enter.error.message}</span></p>}
        <TextInput label={t("admin:email")} type="email" name="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
        <PasswordInput label={t("admin:password")} name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <Button type="submit" look="primary" size="lg" wide busy={enter.isPending}>{t("admin:sign_in")}</Button>
      </form>
      {people.length > 0 && (
        <section className={css.people} aria-label={t("admin:demo_people")}>
          <h2>{t("admin:demo_people")}</h2>
          <ul>
            {people.map((person) => (
              <li key={person.email}>
                <button type="button" className={css.person} disabled={enter.isPending} onClick={() => enter.mutate(person.email)}>
                  <Avatar name={person.name} size={30} />
                  <span style={{ flex: 1, minWidth: 0 }}>
                    <span className="cut">{person.name}</span>
                    <span className={`${css.role} cut`}>{person.role_labels.join(t("common:list_comma"))}</span>
                  </span>
                  <IconChevronRight size={16} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </AuthFrame>
  );
}
