import { useState } from "react";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import { formatNumber } from "@/lib/format";
import { Button } from "@/ui/Button";
import { IconAlert, IconCheck, IconChevronDown, IconChevronRight } from "@/ui/icons";
import { IconRefresh } from "@/ui/toolIcons";
import type { PlanChange } from "../model/types";
import css from "./publish.module.css";

const ICON = { safe: IconCheck, conversion: IconRefresh, destroys: IconAlert } as const;

const isPlain = (value: Json): boolean => value !== null && typeof value !== "object";

/** Both sides of a change where they can be read at a glance. */
function Sides({ change }: Readonly<{ change: PlanChange }>) {
  const t = useT("designer");
  const { before, after } = change;
  if (change.kind !== "changed" || !(isPlain(before) || isPlain(after))) return null;
  // The sentence has said it.
  if ([before, after].every((value) => isPlain(value) && change.sentence.includes(String(value)))) return null;
  const shown = (value: Json) => (value === null || value === undefined || value === "" ? <span className="muted">{t("designer:publish.nothing")}</span> : isPlain(value) ? <span>{String(value)}</span> : <code>{JSON.stringify(value)}</code>);
  return (
    <p className={css.sides}>
      <del>{shown(before)}</del> <span aria-hidden="true">→</span> <ins>{shown(after)}</ins>
    </p>
  );
}

/** One change as a sentence, what it does to the data, and where it is felt. */
export function ChangeItem({ change }: Readonly<{ change: PlanChange }>) {
  const t = useT("designer");
  const [open, setOpen] = useState(change.severity === "destroys");
  const Icon = ICON[change.severity] ?? IconCheck;
  const samples = change.samples ?? [];
  const uses = change.used_in ?? [];
  const more = samples.length > 0 || uses.length > 0;
  const number = (n: number): string => formatNumber(String(n));
  return (
    <li className={css.change} data-change={change.path} data-severity={change.severity}>
      <span className={css.mark}><Icon size={16} /></span>
      <div className={css.what}>
        <p>{change.sentence}</p>
        <Sides change={change} />
        {change.severity !== "safe" && <p className={css.data}>{t(`designer:publish.severity.${change.severity}`)}</p>}
        {(change.rows ?? 0) > 0 && change.severity !== "safe" && (
          <p className={css.data}>{t("designer:publish.rows", { count: change.rows ?? 0, n: number(change.rows ?? 0) })}{(change.lost ?? 0) > 0 && ` ${t("designer:publish.lost", { count: change.lost ?? 0, n: number(change.lost ?? 0) })}`}</p>
        )}
        {more && (
          <>
            <Button size="sm" look="quiet" icon={open ? IconChevronDown : IconChevronRight} aria-expanded={open} onClick={() => setOpen(!open)}>{t("designer:publish.details", { count: samples.length + uses.length })}</Button>
            {open && (
              <ul className={css.details}>
                {samples.map((one) => <li key={`s${one.record}`}><b>{one.title}</b>{t("common:colon")}{one.value}</li>)}
                {uses.map((one) => <li key={one.path}>{one.sentence}</li>)}
              </ul>
            )}
          </>
        )}
      </div>
    </li>
  );
}
