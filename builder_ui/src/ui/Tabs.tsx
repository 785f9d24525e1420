import type { KeyboardEvent, ReactNode } from "react";
import { useId } from "react";
import css from "./Tabs.module.css";

interface TabsProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  tabs: readonly { id: string; label: ReactNode; count?: number | null }[];
  children: ReactNode;
}

/** A tab list with its panel; arrows move, Home and End jump. */
export function Tabs({ label, value, onChange, tabs, children }: Readonly<TabsProps>) {
  const key = useId();
  const at = Math.max(0, tabs.findIndex((tab) => tab.id === value));
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + tabs.length - 1) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[to];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    document.getElementById(`${key}-${tab.id}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className={css.list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button key={tab.id} id={`${key}-${tab.id}`} type="button" role="tab" aria-selected={tab.id === value} aria-controls={tab.id === value ? `${key}-panel` : undefined} tabIndex={tab.id === value ? 0 : -1} className={css.tab} onClick={() => onChange(tab.id)}>
            {tab.label}
            {tab.count !== undefined && tab.count !== null && <span className={css.count}>{tab.count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${key}-panel`} aria-labelledby={`${key}-${value}`} className={css.panel}>{children}</div>
    </>
  );
}
