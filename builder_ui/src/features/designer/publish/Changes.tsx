import { useT } from "@/i18n";
import type { PlanChange } from "../model/types";
import { ChangeItem } from "./ChangeItem";
import css from "./publish.module.css";

/** Changes under the kind of thing they are about. */
export function Changes({ changes }: Readonly<{ changes: readonly PlanChange[] }>) {
  const t = useT("designer");
  const groups = [...new Set(changes.map((change) => change.group))];
  return (
    <div className={css.groups}>
      {groups.map((group) => {
        const members = changes.filter((change) => change.group === group);
        return (
          <section key={group} aria-label={t(`designer:publish.groups.${group}`)}>
            <h3 className={css.group}>{t(`designer:publish.groups.${group}`)} <span className={css.count}>{members.length}</span></h3>
            <ul className={css.changes}>{members.map((change) => <ChangeItem key={change.path} change={change} />)}</ul>
          </section>
        );
      })}
    </div>
  );
}
