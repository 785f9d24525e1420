/** What is typed between the key that starts an edit and the moment its editor, which may still be loading, takes the focus. */

interface Key {
  key: string;
  shiftKey: boolean;
}

interface Pressed extends Key {
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export interface Ahead {
  text: string | null;
  /** The key that ended the typing while the editor was still on its way. */
  ended?: Key;
}

/** The edit after one more key; null when it was given up. */
export function typeAhead<E extends Ahead>(editing: E, { key, shiftKey, ...held }: Readonly<Pressed>): E | null {
  if (key === "Escape") return null;
  if (editing.ended || held.ctrlKey || held.metaKey || held.altKey) return editing;
  if (editing.text !== null && (key === "Enter" || key === "Tab")) return { ...editing, ended: { key, shiftKey } };
  if (key === "Backspace" && editing.text !== null) return { ...editing, text: [...editing.text].slice(0, -1).join("") };
  if ([...key].length === 1) return { ...editing, text: (editing.text ?? "") + key };
  return editing;
}

/** Gives the editor that has come the key that was pressed too early. */
export function replay(ahead: Readonly<Ahead> | null, editor: Element): void {
  const ended = ahead?.ended;
  if (!ended) return;
  queueMicrotask(() => editor.dispatchEvent(new KeyboardEvent("keydown", { ...ended, bubbles: true, cancelable: true })));
}
