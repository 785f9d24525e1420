import { Link } from "@tanstack/react-router";
import { useT } from "@/i18n";
import { PartValue, FormulaText } from "./Formula";
import type { Rollup } from "./types";
import css from "./why.module.css";

/** What a rollup counts: the first records with what each gives, and the way to all of them. */
export function CountedRows({ rollup, label }: Readonly<{ rollup: Rollup; label: string }>) {
  const t = useT("record");
  const from = `/a/${rollup.app}/f/${rollup.form}`;
  const unseen = (text: string) => <p className={css.note}>{text}</p>;
  return (
    <>
      <p className={css.said}>
        <span>{rollup.said}</span>
        {rollup.measure && <FormulaText text={rollup.measure} />}
      </p>
      {rollup.condition && <p className={css.said}><span>{t("record:why.where")}</span><FormulaText text={rollup.condition} /></p>}
      {rollup.hidden && unseen(t("record:why.rows_hidden"))}
      {!rollup.hidden && rollup.count === 0 && unseen(t(rollup.more_hidden ? "record:why.rows_hidden" : "record:why.nothing_counts"))}
      {rollup.list.length > 0 && (
        <ul className={css.rows} aria-label={t("record:why.counted")}>
          {rollup.list.map((row) => (
            <li key={row.id}>
              {rollup.subform ? <span>{row.title || t("record:why.row", { number: row.position })}</span> : <Link to={`${from}/r/${row.id}`}>{row.title}</Link>}
              {rollup.measure && <PartValue part={{ ...row, error: row.error ?? null }} />}
            </li>
          ))}
        </ul>
      )}
      {!rollup.hidden && rollup.count > 0 && rollup.more_hidden && unseen(t("record:why.more_hidden"))}
      {rollup.where && rollup.count > 0 && (
        <Link className={css.all} to={from} search={{ where: rollup.where, from: label, all: 1 } as never}>{t("record:show_all", { count: rollup.count })}</Link>
      )}
      {!rollup.where && rollup.count > rollup.list.length && unseen(t("record:why.first", { shown: rollup.list.length, count: rollup.count }))}
    </>
  );
}
