import { Link } from "@tanstack/react-router";
import { useApp } from "@/api/queries";
import { useT } from "@/i18n";
import { iconNamed } from "@/ui/icons";
import { Skeleton } from "@/ui/Skeleton";
import css from "./home.module.css";

/** The forms of an app that this person may fill in, in the order of its menu. */
export function QuickEntry({ app: id }: Readonly<{ app: string }>) {
  const t = useT("home");
  const app = useApp(id);
  if (app.isPending) return <Skeleton lines={1} height={36} />;
  const listed = app.data?.menu.flatMap((group) => group.items).filter((item) => item.kind === "form").map((item) => item.id) ?? [];
  const forms = listed.flatMap((form) => app.data?.forms[form] ?? []).filter((form) => form.can.create).slice(0, 8);
  if (forms.length === 0) return null;
  return (
    <section aria-labelledby={`quick-${id}`}>
      <h2 id={`quick-${id}`} className={css.section}>{t("home:quick_entry")}</h2>
      <ul className={css.quick}>
        {forms.map((form) => {
          const Icon = iconNamed(form.icon ?? form.id);
          return (
            <li key={form.id}>
              <Link to={`/a/${id}/f/${form.id}/new`} className={css.entry} aria-label={t("fields:create_new", { form: form.label })}><Icon size={16} />{form.label}</Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
