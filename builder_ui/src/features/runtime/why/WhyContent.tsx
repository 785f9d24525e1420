import { useEffect, useRef } from "react";
import { isApiError } from "@/api/errors";
import { useT } from "@/i18n";
import { ErrorState } from "@/ui/ErrorState";
import { IconAlert } from "@/ui/icons";
import { Skeleton } from "@/ui/Skeleton";
import { Conditions } from "./Conditions";
import { CountedRows } from "./CountedRows";
import { FormulaParts, FormulaText } from "./Formula";
import type { Why } from "./types";
import type { Asking } from "./useWhy";
import { useWhy } from "./useWhy";
import css from "./why.module.css";

/** Why a value is what it is: its formula with the parts, the records that it counts, what the form's logic says. */
export function WhyContent({ label, ...asking }: Readonly<Asking & { label: string }>) {
  const t = useT("record");
  const asked = useWhy(asking);
  const heading = useRef<HTMLHeadingElement>(null);
  // It comes after the popup has opened: the focus goes to what there is to read.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const why = asked.data;

  return (
    <div className={css.why} data-why={asking.field}>
      <h2 ref={heading} className={css.head} tabIndex={-1}>
        <span>{label}</span>
        {why?.kind && <><span aria-hidden="true">=</span><b>{why.shown || t("record:empty")}</b></>}
      </h2>
      {asked.isPending && <Skeleton lines={4} />}
      {asked.isError && (isApiError(asked.error, 404) ? <p className={css.note}>{t("record:why.nothing")}</p> : <ErrorState compact error={asked.error} retry={() => void asked.refetch()} />)}
      {why && <Reasons why={why} label={label} />}
    </div>
  );
}

function Reasons({ why, label }: Readonly<{ why: Why; label: string }>) {
  const t = useT("record");
  return (
    <>
      {why.cause && (
        <p className={css.cause} role="note">
          <IconAlert size={16} />
          <span>{why.cause.text && <FormulaText text={why.cause.text} />} {why.cause.message}</span>
        </p>
      )}
      {why.formula && <FormulaText text={why.formula.text} />}
      {why.formula && <FormulaParts formula={why.formula} />}
      {why.rollup && <CountedRows rollup={why.rollup} label={`${label} (${t("record:why.title")})`} />}
      {why.conditions.length > 0 && <Conditions conditions={why.conditions} />}
      {why.copied && <p className={css.note}>{t("record:why.copied")}</p>}
    </>
  );
}
