import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";

/** The part of the browser's EditContext that is used here; TypeScript does not know it yet. */
interface TextSink extends EventTarget {
  readonly text: string;
  updateText: (start: number, end: number, text: string) => void;
  updateControlBounds: (bounds: DOMRect) => void;
  updateSelectionBounds: (bounds: DOMRect) => void;
}

interface ComposeOptions {
  /** Where the input method shows its candidates. */
  bounds: () => DOMRect | null;
  /** Composed text: editing begins with it. */
  onText: (text: string) => void;
}

/**
 * Lets an input method compose on the grid itself, so that typing Chinese over a cell keeps its first letter. What is
 * being composed comes back for display. Browsers without EditContext begin with Enter or F2; touch screens must not
 * show their keyboard for every tapped cell.
 */
export function useCompose(root: RefObject<HTMLElement | null>, options: ComposeOptions): string | null {
  const [composed, setComposed] = useState<string | null>(null);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  useEffect(() => {
    const element = root.current as (HTMLElement & { editContext?: TextSink | null }) | null;
    const Sink = (globalThis as { EditContext?: new () => TextSink }).EditContext;
    if (!element || !Sink || !matchMedia("(pointer: fine)").matches) return;
    const sink = new Sink();
    const place = (): void => {
      const bounds = latest.current.bounds();
      if (!bounds) return;
      sink.updateControlBounds(bounds);
      sink.updateSelectionBounds(bounds);
    };
    let composing = false;
    sink.addEventListener("compositionstart", () => {
      composing = true;
      place();
    });
    sink.addEventListener("textupdate", () => {
      // Plain letters are keys of the grid; only what is composed counts.
      if (composing) setComposed(sink.text);
      else sink.updateText(0, sink.text.length, "");
    });
    sink.addEventListener("compositionend", () => {
      composing = false;
      const { text } = sink;
      sink.updateText(0, text.length, "");
      setComposed(null);
      if (text) latest.current.onText(text);
    });
    sink.addEventListener("characterboundsupdate", place);
    element.editContext = sink;
    return () => {
      element.editContext = null;
    };
  }, [root]);
  return composed;
}
