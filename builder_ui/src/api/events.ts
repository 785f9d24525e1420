import { BASE } from "./client";
import { keys } from "./keys";
import { queryClient } from "./queryClient";

export type LiveEvent =
  | { kind: "record"; app: string; form: string; id?: number; what: "created" | "updated" | "deleted" | "restored"; revision?: number }
  | { kind: "app"; app: string; version: number }
  /** Computed values that were stale are up to date. */
  | { kind: "filled"; app: string; forms: readonly string[] }
  | { kind: "job"; id: number }
  | { kind: "notification"; unread: number }
  /** Too much was missed: everything is read again. */
  | { kind: "reset" };

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Tells about live changes one by one (a list that patches itself); returns how to stop. */
export function onLiveEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const stale = new Map<string, readonly unknown[]>();
let timer: ReturnType<typeof setTimeout> | undefined;

// An import sends hundreds of events a second: keys are collected and invalidated together.
function invalidate(key: readonly unknown[]): void {
  stale.set(JSON.stringify(key), key);
  timer ??= setTimeout(() => {
    timer = undefined;
    for (const queryKey of stale.values()) void queryClient.invalidateQueries({ queryKey });
    stale.clear();
  }, 250);
}

function apply(event: LiveEvent): void {
  if (event.kind === "record") {
    invalidate(keys.form(event.app, event.form));
    invalidate(keys.dashboards(event.app));
    invalidate(keys.runs(event.app));
  } else if (event.kind === "app") {
    invalidate(keys.app(event.app));
    invalidate(keys.apps);
  } else if (event.kind === "filled") {
    for (const form of event.forms) invalidate(keys.form(event.app, form));
    invalidate(keys.dashboards(event.app));
  } else if (event.kind === "job") {
    invalidate(keys.job(event.id));
  } else if (event.kind === "reset") {
    void queryClient.invalidateQueries();
  } else {
    invalidate(keys.notifications);
  }
  for (const listener of listeners) listener(event);
}

const KINDS = ["record", "app", "filled", "job", "notification", "reset"] as const;
const CHANNEL = "formwright.events";
const LOCK = "formwright.events.leader";

/** Opens the stream with `EventSource` and hands every event on; returns how to close it. */
function openStream(hand: (event: LiveEvent) => void): () => void {
  let source: EventSource | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let wait = 1000;
  const open = () => {
    source = new EventSource(`${BASE}/events`);
    source.onopen = () => {
      wait = 1000;
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (message) => {
        try {
          hand({ kind, ...(JSON.parse((message as MessageEvent<string>).data) as object) } as LiveEvent);
        } catch {
          // a frame from a newer server: ignored
        }
      });
    }
    source.onerror = () => {
      source?.close();
      again = setTimeout(open, wait);
      wait = Math.min(wait * 2, 30_000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source?.close();
  };
}

/**
 * One stream per browser: the tab that holds the lock reads it and hands the events to the others over a
 * BroadcastChannel; when that tab closes, the next one in the queue takes over.
 */
export function startEvents(): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message: MessageEvent<LiveEvent>) => apply(message.data);
  const lead = () =>
    new Promise<void>((resolve) => {
      const close = openStream((event) => {
        apply(event);
        channel.postMessage(event);
      });
      stop.signal.addEventListener("abort", () => {
        close();
        resolve();
      });
    });
  if ("locks" in navigator) navigator.locks.request(LOCK, { signal: stop.signal }, lead).catch(() => undefined);
  else void lead();
  return () => {
    stop.abort();
    channel.close();
  };
}
