import { Link } from "@tanstack/react-router";
import { useHistory } from "@/api/queries";
import { useApp } from "@/api/queries";
import type { Change, FieldDef, FormDef, Json } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { LinkedTitles } from "@/fields/relation/LinkedTitles";
import { useLanguage, useT } from "@/i18n";
import { formatAgo, formatDateTime } from "@/lib/format";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ErrorState } from "@/ui/ErrorState";
import { IconBolt, IconHistory } from "@/ui/icons";
import { IconRefresh } from "@/ui/toolIcons";
import { Skeleton } from "@/ui/Skeleton";
import css from "./record.module.css";

/** Who changed what, newest first. */
export function HistoryList({ app, form, id }: Readonly<{ app: string; form: FormDef; id: number }>) {
  const t = useT("record");
  const language = useLanguage();
  const rules = useApp(app).data?.rules ?? {};
  const history = useHistory(app, form.id, id);
  if (history.isPending) return <Skeleton lines={5} />;
  if (history.isError) return <ErrorState compact error={history.error} retry={() => void history.refetch()} />;
  const { changes, created } = history.data;
  if (changes.length === 0 && !created) return <EmptyState compact icon={IconHistory} text={t("record:no_history")} action={<Button size="sm" icon={IconRefresh} onClick={() => void history.refetch()}>{t("common:retry")}</Button>} />;

  const show = (field: FieldDef | undefined, value: Json) => {
    if (field && value !== null && (field.settings.to !== undefined || field.type === "user" || field.type === "department")) return <LinkedTitles field={field} value={value} app={app} />;
    const text = field ? fieldType(field.type).format(value, field, language) : String(value ?? "");
    return text || t("record:empty");
  };
  const who = (actor: Change["actor"]) => actor?.name || t("record:system");
  const ruleOf = (change: Change) => (change.rule ? (rules[change.rule]?.label ?? change.rule) : null);

  return (
    <>
      {Object.keys(rules).length > 0 && <Link className={css.runs} to={`/a/${app}/runs`} search={{ record: `${form.id}/${id}` } as never}><IconBolt size={15} />{t("record:runs")}</Link>}
      <ol className={css.history}>
        {changes.map((change, at) => (
          <li key={`${change.at}-${at}`}>
            <span className={css.mark}>{change.rule ? <span className={css.rule}><IconBolt size={13} /></span> : <Avatar name={who(change.actor)} size={24} />}</span>
            <div>
              <p><b>{ruleOf(change) ?? who(change.actor)}</b>{change.what === "deleted" || change.what === "restored" ? ` ${t(`record:was_${change.what}`)}` : ""} <time className="muted small" dateTime={change.at} title={formatDateTime(change.at, language)}>{formatAgo(change.at, language)}</time></p>
              <ul>
                {change.fields.map((one) => {
                  const whole = form.fields[one.field];
                  const field = one.column ? whole?.settings.fields?.[one.column] : whole;
                  const label = one.column ? `${whole?.label ?? one.field} · ${field?.label ?? one.column}` : (whole?.label ?? one.field);
                  return (
                    <li key={`${one.field}.${one.row ?? ""}.${one.column ?? ""}`}>
                      <span className="muted">{label}</span>
                      <span><s>{show(field, one.old)}</s> <span aria-label={t("record:became")}>→</span> {show(field, one.new)}</span>
                    </li>
                  );
                })}
              </ul>
            </div>
          </li>
        ))}
        {created && (
          <li>
            <span className={css.mark}><Avatar name={who(created.actor)} size={24} /></span>
            <p>{t("record:made", { who: who(created.actor), when: formatAgo(created.at, language) })}</p>
          </li>
        )}
      </ol>
    </>
  );
}
