import { useId } from "react";
import { useT } from "@/i18n";
import type { Choice, Side } from "./model";
import { spoken } from "./model";
import css from "./upgrade.module.css";

/** One place that both changed: both texts, and what stood there before. */
export function ChoiceCard({ choice, side, onChoose }: Readonly<{ choice: Choice; side: Side | undefined; onChoose: (side: Side) => void }>) {
  const t = useT("upgrade");
  const name = useId();
  const nothing = t("upgrade:nothing");
  return (
    <fieldset className={css.choice} data-path={choice.path} data-chosen={side ?? "none"}>
      <legend>{choice.place}</legend>
      <p className="muted small">{t("upgrade:before", { value: spoken(choice.base, nothing) })}</p>
      <div className={css.sides}>
        {(["ours", "theirs"] as const).map((one) => (
          <label key={one} className={css.side} data-on={side === one || undefined}>
            <input type="radio" name={name} value={one} checked={side === one} onChange={() => onChoose(one)} />
            <span className={css.who}>{t(`upgrade:${one}`)}</span>
            <span className={css.value}>{spoken(choice[one], nothing)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
