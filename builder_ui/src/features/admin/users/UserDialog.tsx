import type { FormEvent } from "react";
import { useState } from "react";
import { isApiError } from "@/api/errors";
import type { FieldDef, Value } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { linkedOf } from "@/fields/relation/titles";
import { useT } from "@/i18n";
import { Suspense } from "react";
import { Button } from "@/ui/Button";
import { ErrorState } from "@/ui/ErrorState";
import { Checkbox, Frame, PasswordInput, Switch, TextInput } from "@/ui/Input";
import { Modal } from "@/ui/Modal";
import { toast } from "@/ui/Toast";
import css from "./users.module.css";
import { useRoles, useSaveUser } from "./useUsers";
import type { UserRow } from "./useUsers";

const { FormInput: DepartmentInput } = fieldType("department");

/** Adds a person or changes one: name, department, roles, whether the account is in use. */
export function UserDialog({ user, onClose }: Readonly<{ user: UserRow | null; onClose: () => void }>) {
  const t = useT("admin");
  const save = useSaveUser();
  const roles = useRoles(true);
  const [name, setName] = useState(user?.name ?? "");
  const [email, setEmail] = useState(user?.email ?? "");
  const [password, setPassword] = useState("");
  const [department, setDepartment] = useState<Value>((user?.department ?? null) as Value);
  const [active, setActive] = useState(user?.active ?? true);
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set(user?.roles.map((role) => `${role.app}/${role.role}`) ?? []));
  const problems = isApiError(save.error) ? save.error.byField : {};
  const field: FieldDef = { id: "department", type: "department", label: t("admin:department"), required: false, readonly: false, computed: null, settings: {}, can: { read: true, write: true }, sortable: false, filterable: false, operators: [] };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const common = {
      name: name.trim(),
      department: linkedOf(department)[0]?.id ?? null,
      roles: [...held].map((key) => ({ app: key.split("/")[0] ?? "", role: key.split("/")[1] ?? "" })),
      ...(password ? { password } : {}),
    };
    save.mutate(
      user ? { id: user.id, input: { ...common, active } } : { id: null, input: { ...common, email: email.trim(), is_admin: false } },
      {
        onSuccess: () => {
          toast({ text: t(user ? "common:saved" : "admin:added", { name }), stay: 3000 });
          onClose();
        },
      },
    );
  };

  return (
    <Modal
      open
      onClose={onClose}
      title={user ? user.name : t("admin:add_person")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" form="user-form" busy={save.isPending}>{user ? t("common:save") : t("admin:add_person")}</Button>
        </>
      }
    >
      <form id="user-form" className={css.form} onSubmit={submit}>
        {save.isError && Object.keys(problems).length === 0 && <ErrorState compact error={save.error} />}
        <div className={css.two}>
          <TextInput label={t("admin:name")} required data-autofocus value={name} error={problems.name} onChange={(event) => setName(event.target.value)} />
          <TextInput label={t("admin:email")} type="email" required readOnly={user !== null} value={email} error={problems.email} onChange={(event) => setEmail(event.target.value)} />
        </div>
        <div className={css.two}>
          <Frame label={field.label} htmlFor="user-department" error={problems.department}>
            <Suspense fallback={null}><DepartmentInput id="user-department" field={field} value={department} place={{ app: "company", form: "user", record: user?.id ?? null }} onChange={setDepartment} /></Suspense>
          </Frame>
          <PasswordInput label={user ? t("admin:new_password") : t("admin:password")} autoComplete="new-password" help={user ? t("admin:new_password_help") : t("admin:password_help")} value={password} error={problems.password} onChange={(event) => setPassword(event.target.value)} />
        </div>
        {roles.isError && <ErrorState compact error={roles.error} retry={() => void roles.refetch()} />}
        {roles.data?.map((app) => (
          <div key={app.app} role="group" aria-label={t("admin:roles_in", { app: app.label })} className={css.app}>
            <h3>{t("admin:roles_in", { app: app.label })}</h3>
            {app.roles.map((role) => {
              const key = `${app.app}/${role.id}`;
              return (
                <Checkbox
                  key={key}
                  label={role.label}
                  checked={held.has(key)}
                  onChange={(event) => {
                    const next = new Set(held);
                    if (event.target.checked) next.add(key);
                    else next.delete(key);
                    setHeld(next);
                  }}
                />
              );
            })}
          </div>
        ))}
        {user && <Switch label={t("admin:account_in_use")} checked={active} onChange={(event) => setActive(event.target.checked)} />}
      </form>
    </Modal>
  );
}
