import type { Told } from "./model";
import css from "./upgrade.module.css";

/** A list of changes that need no choice, folded when there is something more important above it. */
export function Differences({ title, lead, items, open = false }: Readonly<{ title: string; lead: string; items: readonly Told[]; open?: boolean }>) {
  if (items.length === 0) return null;
  return (
    <details className={css.part} open={open}>
      <summary><h2>{title}</h2></summary>
      <p className="muted">{lead}</p>
      <ul className={css.lines}>{items.map((one) => <li key={one.path} data-path={one.path}>{one.sentence}</li>)}</ul>
    </details>
  );
}
