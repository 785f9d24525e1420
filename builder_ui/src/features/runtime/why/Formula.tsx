import { Link } from "@tanstack/react-router";
import { useT } from "@/i18n";
import { IconEyeOff } from "@/ui/icons";
import { linesOf, piecesOf } from "./model";
import type { Part } from "./types";
import css from "./why.module.css";

/** A formula as it is read: labels stand out from signs and functions. */
export function FormulaText({ text }: Readonly<{ text: string }>) {
  return (
    <code className={css.formula}>
      {piecesOf(text).map((piece, at) => (piece.label ? <b key={at}>{piece.text}</b> : <span key={at}>{piece.text}</span>))}
    </code>
  );
}

/** What a part gave: a value, a record to open, or the reason why there is nothing to see. */
export function PartValue({ part }: Readonly<{ part: Pick<Part, "state" | "shown" | "error"> & { record?: Part["record"] } }>) {
  const t = useT("record");
  if (part.state === "hidden") return <span className={css.hidden}><IconEyeOff size={14} />{t("record:why.hidden")}</span>;
  if (part.state === "error") return <span className={css.error}>{part.error}</span>;
  if (part.state === "empty") return <span className="muted">{t("record:empty")}</span>;
  if (part.record) return <Link to={`/a/${part.record.app}/f/${part.record.form}/r/${part.record.id}`}>{part.record.title}</Link>;
  return <span className={css.number}>{part.shown}</span>;
}

/** The parts of a formula, each with its value. */
export function FormulaParts({ formula }: Readonly<{ formula: Part }>) {
  const t = useT("record");
  const lines = linesOf(formula);
  if (lines.length === 0) return null;
  return (
    <dl className={css.parts} aria-label={t("record:why.parts")}>
      {lines.map(({ id, depth, part }) => (
        <div key={id} className={css.part} style={{ paddingInlineStart: Math.min(depth, 5) * 14 }} data-unused={!part.used || undefined}>
          <dt><FormulaText text={part.text} /></dt>
          <dd>
            <PartValue part={part} />
            {!part.used && <span className={css.note}>{t("record:why.unused")}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
