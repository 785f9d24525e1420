import type { ReactNode } from "react";
import css from "./EmptyState.module.css";
import type { IconComponent } from "./icons";

interface EmptyStateProps {
  /** One sentence: what this place is for, or why nothing is here. */
  text: ReactNode;
  title?: ReactNode;
  icon?: IconComponent;
  /** The primary action; every empty place offers one. */
  action?: ReactNode;
  compact?: boolean;
  /** One line: inside a panel whose heading already says what this is. */
  line?: boolean;
}

export function EmptyState({ text, title, icon: Icon, action, compact = false, line = false }: Readonly<EmptyStateProps>) {
  return (
    <div className={[css.empty, compact ? css.compact : "", line ? css.line : ""].join(" ")} data-empty="">
      {Icon && <span className={css.icon}><Icon size={20} /></span>}
      {title !== undefined && <p className={css.title}>{title}</p>}
      <p className={css.text}>{text}</p>
      {action && <div className={css.action}>{action}</div>}
    </div>
  );
}
