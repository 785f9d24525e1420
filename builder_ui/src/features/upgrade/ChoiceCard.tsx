import { useId } from "react";
import { useT } from "@/i18n";
import type { Difference, Side } from "./model";
import { spoken } from "./model";
import css from "./upgrade.module.css";

/** One place that both changed: both texts, and what stood there before. */
export function ChoiceCard({ difference, side, onChoose }: Readonly<{ difference: Difference & { place: string }; side: Side | undefined; onChoose: (side: Side) => void }>) {
  const t = useT("upgrade");
  const name = useId();
  const nothing = t("upgrade:nothing");
  return (
    <fieldset className={css.choice} data-path={difference.path} data-chosen={side ?? "none"}>
      <legend>{difference.place}</legend>
      <p className="muted small">{t("upgrade:before", { value: spoken(difference.base, nothing) })}</p>
      <div className={css.sides}>
        {(["ours", "theirs"] as const).map((one) => (
          <label key={one} className={css.side} data-on={side === one || undefined}>
            <input type="radio" name={name} value={one} checked={side === one} onChange={() => onChoose(one)} />
            <span className={css.who}>{t(`upgrade:${one}`)}</span>
            <span className={css.value}>{spoken(difference[one], nothing)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
