/** Editing a draft: edits show at once, go to the server one call after another, and are taken back when it refuses them. */
import { isApiError } from "@/api/errors";
import { applied } from "../model/tree";
import type { Draft, Edit, Side } from "../model/types";

/** The server's side; every call answers the whole draft. */
export interface DraftCalls {
  readonly read: () => Promise<Draft>;
  readonly edit: (position: number, edits: readonly Edit[], label: string | undefined) => Promise<Draft>;
  readonly undo: (position: number) => Promise<Draft>;
  readonly redo: (position: number) => Promise<Draft>;
  readonly choose: (choices: Readonly<Record<string, Side>>) => Promise<Draft>;
  readonly drop: () => Promise<Draft | undefined>;
}

interface Pending {
  readonly edits: readonly Edit[];
  readonly label: string | undefined;
}

export interface Shown {
  /** As the screen shows it: what the server said, with what is still on its way. */
  readonly draft: Draft;
  readonly saving: boolean;
  /** When the last change was kept. */
  readonly savedAt: number | null;
}

const withEdits = (draft: Draft, edits: readonly Edit[]): Draft => {
  const definition = edits.reduce(applied, draft.definition);
  return definition === draft.definition ? draft : { ...draft, definition };
};

export class DraftSession {
  private waiting: Pending[] = [];
  private running: Promise<unknown> = Promise.resolve();
  private open = 0;
  private listeners = new Set<() => void>();
  private shown: Shown;

  constructor(
    private server: Draft,
    private readonly calls: DraftCalls,
    /** The draft was changed elsewhere and was read again. */
    private readonly onMoved: () => void = () => undefined,
  ) {
    this.shown = { draft: server, saving: false, savedAt: null };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Shown => this.shown;

  private tell(savedAt = this.shown.savedAt): void {
    this.shown = { draft: this.waiting.reduce((draft, one) => withEdits(draft, one.edits), this.server), saving: this.open > 0, savedAt };
    for (const listener of this.listeners) listener();
  }

  /** What was read anew (somebody has published): shown unless edits of our own are on their way. */
  take(draft: Draft): void {
    if (this.open > 0 || draft === this.server) return;
    this.server = draft;
    this.tell();
  }

  private queue(call: () => Promise<Draft | undefined>, pending?: Pending): Promise<Draft> {
    if (pending) this.waiting.push(pending);
    this.open += 1;
    this.tell();
    const done = this.running.then(async () => {
      try {
        this.server = (await this.again(call)) ?? this.server;
        return this.server;
      } finally {
        this.open -= 1;
        if (pending) this.waiting = this.waiting.filter((one) => one !== pending);
        this.tell(Date.now());
      }
    });
    this.running = done.catch(() => undefined);
    return done;
  }

  /** Another tab of the same person has edited: read the draft, then do it on that. */
  private async again(call: () => Promise<Draft | undefined>): Promise<Draft | undefined> {
    try {
      return await call();
    } catch (error) {
      if (!isApiError(error, 409) || error.code !== "draft_moved") throw error;
      this.server = await this.calls.read();
      this.onMoved();
      return call();
    }
  }

  /** One step of undo. Answers the draft with the ids that were made. */
  edit(edits: readonly Edit[], label?: string): Promise<Draft> {
    if (edits.length === 0) return Promise.resolve(this.server);
    const pending = { edits, label };
    return this.queue(() => this.calls.edit(this.server.position, edits, label), pending);
  }

  undo(): Promise<Draft> {
    return this.queue(() => (this.server.position > 0 ? this.calls.undo(this.server.position) : Promise.resolve(this.server)));
  }

  redo(): Promise<Draft> {
    return this.queue(() => (this.server.position < this.server.steps.length ? this.calls.redo(this.server.position) : Promise.resolve(this.server)));
  }

  choose(choices: Readonly<Record<string, Side>>): Promise<Draft> {
    return this.queue(() => this.calls.choose(choices));
  }

  /** Throws the draft away; what is live is shown again. */
  drop(): Promise<Draft> {
    return this.queue(async () => (await this.calls.drop()) ?? this.calls.read());
  }

  /** After everything that is on its way: another reading. */
  reread(): Promise<Draft> {
    return this.queue(() => this.calls.read());
  }

  /** When nothing is on its way any more. */
  async settled(): Promise<Draft> {
    await this.running;
    return this.server;
  }
}
