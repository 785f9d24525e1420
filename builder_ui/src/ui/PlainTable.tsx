import type { ReactNode } from "react";
import css from "./PlainTable.module.css";

/** A short table of facts (no grid behaviour). The scroll area can be reached with the keyboard. */
export function PlainTable({ label, children }: Readonly<{ label: string; children: ReactNode }>) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={label}>
      <table className={css.table}>{children}</table>
    </div>
  );
}
