import type { KeyboardEvent as ReactKeyboardEvent } from "react";

type AnyKey = KeyboardEvent | ReactKeyboardEvent;

/** While an input method composes (choosing Chinese characters), Enter and Escape belong to it. */
export const isComposing = (event: AnyKey): boolean => ("nativeEvent" in event ? event.nativeEvent.isComposing : event.isComposing) || event.keyCode === 229;

/** Single-letter shortcuts keep quiet while somebody types. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.getAttribute("role") === "combobox");
}
