import { useState } from "react";
import { useAccount } from "@/api/queries";
import { useT } from "@/i18n";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { useDebouncedValue, usePhone } from "@/ui/hooks";
import { IconPlus, IconSearch, IconUpload, IconUsers } from "@/ui/icons";
import { Input } from "@/ui/Input";
import { Panel } from "@/ui/Panel";
import { PlainTable } from "@/ui/PlainTable";
import { Skeleton } from "@/ui/Skeleton";
import { Tag } from "@/ui/Tag";
import { ImportDialog } from "./ImportDialog";
import { UserDialog } from "./UserDialog";
import css from "./users.module.css";
import { useUsers } from "./useUsers";
import type { UserRow } from "./useUsers";

/** The people of the company with their departments and roles. */
export function UsersPage() {
  const t = useT("admin");
  const account = useAccount();
  const phone = usePhone();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), 200);
  const [open, setOpen] = useState<UserRow | "new" | null>(null);
  const [importing, setImporting] = useState(false);
  const users = useUsers(asked);
  if (!account?.is_admin) return <ErrorState error={{ status: 403 }} />;
  const rows = users.data ?? [];

  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("common:users")}</h1>
        <div className={css.search}><Input icon={IconSearch} type="search" aria-label={t("admin:search_people")} placeholder={t("admin:search_people")} value={search} onChange={(event) => setSearch(event.target.value)} /></div>
        <Button icon={IconUpload} onClick={() => setImporting(true)}>{t("admin:import_csv")}</Button>
        <Button look="primary" icon={IconPlus} onClick={() => setOpen("new")}>{t("admin:add_person")}</Button>
      </header>
      {users.isPending && <Skeleton lines={8} />}
      {users.isError && <ErrorState error={users.error} retry={() => void users.refetch()} />}
      {users.isSuccess && rows.length === 0 && (
        <EmptyState icon={IconUsers} text={asked ? t("admin:no_person_found", { search: asked }) : t("admin:no_people")} action={asked ? <Button onClick={() => setSearch("")}>{t("common:clear")}</Button> : <Button look="primary" icon={IconPlus} onClick={() => setOpen("new")}>{t("admin:add_person")}</Button>} />
      )}
      {rows.length > 0 && (
        <Panel flush>
          <PlainTable label={t("common:users")}>
            <thead>
              <tr>
                <th>{t("admin:name")}</th>
                {!phone && <th>{t("admin:email")}</th>}
                {!phone && <th>{t("admin:department")}</th>}
                <th>{t("admin:roles")}</th>
                {!phone && <th>{t("admin:state")}</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <td><button type="button" className={css.person} onClick={() => setOpen(row)}><Avatar name={row.name} size={26} /><span className={css.who}><span className="cut">{row.name}</span>{phone && <small className="muted cut">{row.email}</small>}</span></button></td>
                  {!phone && <td className="muted">{row.email}</td>}
                  {!phone && <td>{typeof row.department === "object" ? row.department?.title : row.department === null ? "" : `#${row.department}`}</td>}
                  <td><span className={css.roles}>{row.roles.map((role) => <Tag key={`${role.app}/${role.role}`} color="blue">{role.label}</Tag>)}{phone && !row.active && <Tag>{t("admin:inactive")}</Tag>}</span></td>
                  {!phone && <td>{row.active ? <span className="muted">{t("admin:active")}</span> : <Tag>{t("admin:inactive")}</Tag>}</td>}
                </tr>
              ))}
            </tbody>
          </PlainTable>
        </Panel>
      )}
      {open !== null && <UserDialog user={open === "new" ? null : open} onClose={() => setOpen(null)} />}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </div>
  );
}
