import type { FormDef, RecordData, ViewDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { StaleMark } from "@/ui/StaleMark";
import css from "./cards.module.css";

interface CardLinesProps {
  app: string;
  form: FormDef;
  view: ViewDef;
  row: RecordData;
  /** Fields whose values are still being worked out. */
  stale?: readonly string[];
}

/** What a card says below its title: the view's lines, and the badge at the end of the first. */
export function CardLines({ app, form, view, row, stale = [] }: Readonly<CardLinesProps>) {
  const place = { app, form: form.id, record: row.id };
  const cell = (id: string) => {
    const field = form.fields[id];
    const type = field && fieldType(field.type);
    if (!field || !type || type.isEmpty(row[id])) return null;
    return (
      <>
        <dt className="vh">{field.label}</dt>
        <dd>
          <type.Cell field={field} value={row[id]} place={place} />
          {stale.includes(id) && <StaleMark />}
        </dd>
      </>
    );
  };
  const badge = view.card?.badge ? cell(view.card.badge) : null;
  const lines = (view.card?.lines ?? []).flatMap((id) => {
    const shown = cell(id);
    return shown ? [{ id, shown }] : [];
  });
  if (!badge && lines.length === 0) return null;
  return (
    <dl className={css.lines}>
      {lines.map((line) => (
        <div key={line.id} className={css.line}>
          {line.shown}
        </div>
      ))}
      {badge && <div className={css.badge}>{badge}</div>}
    </dl>
  );
}
