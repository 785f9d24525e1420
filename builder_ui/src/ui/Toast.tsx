import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { create } from "zustand";
import { Button, IconButton } from "./Button";
import { IconAlert, IconCheck, IconInfo, IconX } from "./icons";
import css from "./Toast.module.css";

export interface ToastOptions {
  text: string;
  kind?: "ok" | "info" | "error";
  action?: { label: string; run: () => void };
  /** Milliseconds; 8,000 with an action, else 5,000. Errors stay until closed. */
  stay?: number;
}

interface Shown extends ToastOptions {
  id: number;
}

interface ToastState {
  shown: readonly Shown[];
  drop: (id: number) => void;
}

let last = 0;
const useToasts = create<ToastState>((set) => ({
  shown: [],
  drop: (id) => set((state) => ({ shown: state.shown.filter((one) => one.id !== id) })),
}));

/** Shows a short message at the lower edge; usable outside React too. */
export function toast(options: ToastOptions): () => void {
  last += 1;
  const id = last;
  useToasts.setState((state) => ({ shown: [...state.shown.filter((one) => one.text !== options.text).slice(-2), { ...options, id }] }));
  return () => useToasts.getState().drop(id);
}

const ICON = { ok: IconCheck, info: IconInfo, error: IconAlert };

function One({ one }: Readonly<{ one: Shown }>) {
  const { t } = useTranslation();
  const drop = useToasts((state) => state.drop);
  const kind = one.kind ?? "ok";
  const Icon = ICON[kind];
  useEffect(() => {
    if (kind === "error" && one.stay === undefined) return;
    const timer = setTimeout(() => drop(one.id), one.stay ?? (one.action ? 8000 : 5000));
    return () => clearTimeout(timer);
  }, [one, kind, drop]);
  return (
    <li className={`${css.toast} ${css[kind]}`} data-toast={kind}>
      <Icon size={16} />
      <span className={css.text}>{one.text}</span>
      {one.action && (
        <Button size="sm" look="quiet" className={css.action} onClick={() => { one.action?.run(); drop(one.id); }}>{one.action.label}</Button>
      )}
      <IconButton size="sm" icon={IconX} label={t("common:close")} onClick={() => drop(one.id)} />
    </li>
  );
}

/** Rendered once by the shell. */
export function ToastHost() {
  const shown = useToasts((state) => state.shown);
  const { t } = useTranslation();
  return (
    <section aria-label={t("common:messages")} className={css.host}>
      <div role="status" aria-live="polite">
        <ul>
        {shown.map((one) => <One key={one.id} one={one} />)}
        </ul>
      </div>
    </section>
  );
}
