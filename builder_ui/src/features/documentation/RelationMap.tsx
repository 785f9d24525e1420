import { useT } from "@/i18n";
import css from "./documentation.module.css";
import { BOX, mapOf, pathOf } from "./map";
import type { AppTold } from "./types";

/** Which form points to which, to look at; the same stands in words at each field. */
export function RelationMap({ told }: Readonly<{ told: AppTold }>) {
  const t = useT("documentation");
  const labels = new Map(told.forms.map((form) => [form.id, form.label]));
  const { boxes, lines, width, height } = mapOf(told.forms.map((form) => form.id), told.relations);
  const name = (id: string): string => labels.get(id) ?? id;
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={t("documentation:relations")}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label={t("documentation:relations_text", { count: told.relations.length })} className={css.map}>
        <defs>
          <marker id="points" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" className={css.tip} /></marker>
        </defs>
        {lines.map((line) => (
          <path key={`${line.from.id} ${line.to.id}`} d={pathOf(line)} className={css.line} markerEnd="url(#points)">
            <title>{`${name(line.from.id)} → ${name(line.to.id)}: ${line.labels.join(", ")}`}</title>
          </path>
        ))}
        {boxes.map((box) => (
          <a key={box.id} href={`#form-${box.id}`} aria-label={name(box.id)}>
            <rect x={box.x} y={box.y} width={BOX.width} height={BOX.height} rx="8" className={css.box} />
            <text x={box.x + BOX.width / 2} y={box.y + BOX.height / 2} className={css.boxText}>{short(name(box.id))}</text>
          </a>
        ))}
      </svg>
    </div>
  );
}

const short = (text: string): string => (text.length > 20 ? `${text.slice(0, 19)}…` : text);
