import type { ReactNode } from "react";
import css from "./Panel.module.css";

interface PanelProps {
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** No inner padding: lists and tables reach the hairline. */
  flush?: boolean;
  level?: 2 | 3;
  id?: string;
}

/** A surface with a hairline around it. */
export function Panel({ title, actions, children, flush = false, level = 2, id }: Readonly<PanelProps>) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={css.panel} id={id} aria-labelledby={title && id ? `${id}-title` : undefined}>
      {(title !== undefined || actions !== undefined) && (
        <header className={css.head}>
          {title !== undefined && <Heading className={css.title} id={id ? `${id}-title` : undefined}>{title}</Heading>}
          {actions}
        </header>
      )}
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  );
}
