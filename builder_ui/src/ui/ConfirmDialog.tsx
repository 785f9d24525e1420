import type { ReactNode } from "react";
import { lazy, Suspense } from "react";
import { create } from "zustand";

export interface ConfirmOptions {
  title: string;
  body?: ReactNode;
  /** The verb, never "OK". */
  confirm: string;
  cancel?: string;
  danger?: boolean;
}

export interface Pending extends ConfirmOptions {
  answer: (yes: boolean) => void;
}

const ConfirmModal = lazy(() => import("./ConfirmModal"));
const usePending = create<{ pending: Pending | null }>(() => ({ pending: null }));

/** Asks and waits: true when the reader chose the verb. */
export function confirm(options: ConfirmOptions): Promise<boolean> {
  usePending.getState().pending?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      usePending.setState({ pending: null });
      resolve(yes);
    };
    usePending.setState({ pending: { ...options, answer } });
  });
}

/** Rendered once by the shell. */
export function ConfirmHost() {
  const { pending } = usePending();
  return pending ? <Suspense fallback={null}><ConfirmModal pending={pending} /></Suspense> : null;
}
