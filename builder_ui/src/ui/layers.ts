import { useEffect, useId, useSyncExternalStore } from "react";

// Open dialogs and sheets, lowest first. Only the topmost one answers Escape.
let stack: readonly string[] = [];
const listeners = new Set<() => void>();

function change(next: readonly string[]): void {
  stack = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** True while this layer is open and nothing lies above it. */
export function useTopLayer(open: boolean): boolean {
  const id = useId();
  useEffect(() => {
    if (!open) return;
    change([...stack, id]);
    return () => change(stack.filter((other) => other !== id));
  }, [open, id]);
  return useSyncExternalStore(subscribe, () => stack.at(-1) === id);
}

/** True while any dialog or sheet is open: page-wide single-key shortcuts keep quiet then. */
export const anyLayerOpen = (): boolean => stack.length > 0;
