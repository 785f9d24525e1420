import type { KeyboardEvent } from "react";
import { useRef } from "react";
import type { Command, GridPlace } from "./model/keyboard";
import { commandOf } from "./model/keyboard";

/**
 * The grid's key listener. After Escape the next Tab leaves the grid instead of going to the next cell, so that nobody is
 * caught in it.
 */
export function useKeyboard(place: () => GridPlace, run: (command: Command) => void) {
  const leaving = useRef(false);
  return (event: KeyboardEvent<HTMLElement>) => {
    // Key 229 is a key press that an input method has taken.
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key === "Tab" && leaving.current) {
      leaving.current = false;
      return;
    }
    const command = commandOf(
      { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey, composing },
      place(),
    );
    if (!command) return;
    if (command.kind === "leave") {
      // Escape also closes panels and dialogs: it is not swallowed.
      leaving.current = true;
      return;
    }
    leaving.current = false;
    event.preventDefault();
    run(command);
  };
}
