import { useT } from "@/i18n";
import { FormulaParts, FormulaText } from "./Formula";
import { said, sorted } from "./conditions";
import type { Condition } from "./types";
import css from "./why.module.css";

/** What the form's logic makes of a field, and why: what applies now first. */
export function Conditions({ conditions }: Readonly<{ conditions: readonly Condition[] }>) {
  const t = useT("record");
  return (
    <ul className={css.conditions} aria-label={t("record:why.logic")}>
      {sorted(conditions).map((one, at) => (
        <li key={at} data-effect={one.effect} data-holds={String(one.holds)}>
          <p>{t(`record:why.effect.${said(one)}`, { message: one.message ?? "" })}</p>
          {one.formula && <FormulaText text={one.formula.text} />}
          {one.formula && <FormulaParts formula={one.formula} />}
        </li>
      ))}
    </ul>
  );
}
