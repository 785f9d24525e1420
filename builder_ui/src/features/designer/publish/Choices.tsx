import { useState } from "react";
import type { Json } from "@/api/types";
import { useT } from "@/i18n";
import type { Choice, Side } from "../model/types";
import css from "./publish.module.css";

interface ChoicesProps {
  choices: readonly Choice[];
  onChoose: (path: string, side: Side) => void;
}

const text = (value: Json): string => (value === null || value === undefined ? "—" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** Where somebody else has published something else in the same place: both texts, and one of them is taken. */
export function Choices({ choices, onChoose }: Readonly<ChoicesProps>) {
  const t = useT("designer");
  // Shown at once; the draft says it a moment later.
  const [picked, setPicked] = useState<Readonly<Record<string, Side>>>({});
  const chosen = (choice: Choice): Side | null => picked[choice.path] ?? choice.chosen;
  return (
    <section className={css.choices} aria-label={t("designer:choices.title")}>
      <h3>{t("designer:choices.title")}</h3>
      <p className="muted">{t("designer:choices.text")}</p>
      {choices.map((choice) => (
        <fieldset key={choice.path} className={css.choice} data-choice={choice.path}>
          <legend>{choice.sentence}</legend>
          {(["theirs", "ours"] as const).map((side) => (
            <label key={side} data-chosen={chosen(choice) === side || undefined}>
              <input type="radio" name={choice.path} checked={chosen(choice) === side} onChange={() => {
                setPicked((old) => ({ ...old, [choice.path]: side }));
                onChoose(choice.path, side);
              }} />
              <span><b>{t(`designer:choices.${side}`)}</b><span className={css.sideText}>{text(choice[side])}</span></span>
            </label>
          ))}
        </fieldset>
      ))}
    </section>
  );
}
