import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { useState } from "react";
import { api } from "@/api/client";
import { isApiError } from "@/api/errors";
import type { Sent } from "@/api/sent";
import type { Account } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { enterAs } from "@/shell/account";
import { Button } from "@/ui/Button";
import { IconAlert } from "@/ui/icons";
import { PasswordInput, TextInput } from "@/ui/Input";
import css from "./auth.module.css";
import { AuthFrame } from "./AuthFrame";

const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone || "Asia/Shanghai";

/** The first visit: company and administrator on one screen, opened by the code from the server's log. */
export function SetupPage() {
  const t = useT("admin");
  const language = useLanguage();
  const navigate = useNavigate();
  const [values, setValues] = useState({ code: "", company: "", name: "", email: "", password: "", timezone: HERE });
  const setUp = useMutation({
    mutationFn: async () => enterAs(await api.post<Account>("/auth/setup", { ...values, language } satisfies Sent<"SetUp">)),
    onSuccess: () => navigate({ to: "/", replace: true }),
  });
  const problems = isApiError(setUp.error) ? setUp.error.byField : {};
  const box = (name: keyof typeof values) => ({
    name,
    required: true,
    value: values[name],
    error: problems[name],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUp.mutate();
  };

  return (
    <AuthFrame wide title={t("admin:set_up")} lead={t("admin:set_up_lead")}>
      <form className={css.form} onSubmit={submit}>
        {setUp.isError && Object.keys(problems).length === 0 && <p className={css.problem} role="alert"><IconAlert size={16} /><span>{setUp.error.message}</span></p>}
        <TextInput label={t("admin:code")} help={t("admin:code_help")} autoComplete="one-time-code" autoFocus {...box("code")} />
        <TextInput label={t("admin:company")} autoComplete="organization" {...box("company")} />
        <div className={css.two}>
          <TextInput label={t("admin:your_name")} autoComplete="name" {...box("name")} />
          <TextInput label={t("admin:email")} type="email" autoComplete="username" {...box("email")} />
        </div>
        <div className={css.two}>
          <PasswordInput label={t("admin:password")} autoComplete="new-password" minLength={8} {...box("password")} />
          <TextInput label={t("admin:timezone")} help={t("admin:timezone_help")} {...box("timezone")} />
        </div>
        <Button type="submit" look="primary" size="lg" wide busy={setUp.isPending}>{t("admin:start")}</Button>
      </form>
    </AuthFrame>
  );
}
