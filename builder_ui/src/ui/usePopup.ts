import type { RefObject } from "react";
import { useEffect, useLayoutEffect } from "react";

interface PopupOptions {
  open: boolean;
  anchor: RefObject<HTMLElement | null>;
  popup: RefObject<HTMLElement | null>;
  align: "start" | "end";
  /** Pixels, or as wide as the anchor. */
  width: number | "anchor";
  /** A press elsewhere, or the page moved away under it. */
  onAway: () => void;
}

const [GAP, EDGE] = [4, 8];

/** Where the popup stands: below its anchor, above it when there is more room, never outside the window. */
function place(anchor: HTMLElement, popup: HTMLElement, align: "start" | "end", width: number | "anchor"): void {
  const from = anchor.getBoundingClientRect();
  const wide = Math.min(width === "anchor" ? Math.max(from.width, 160) : width, innerWidth - 2 * EDGE);
  const left = align === "end" ? from.right - wide : from.left;
  popup.style.width = `${wide}px`;
  popup.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - wide - EDGE))}px`;
  const [below, above] = [innerHeight - from.bottom - GAP - EDGE, from.top - GAP - EDGE];
  const up = popup.scrollHeight > below && above > below;
  popup.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
  popup.style.top = up ? "auto" : `${from.bottom + GAP}px`;
  popup.style.bottom = up ? `${innerHeight - from.top + GAP}px` : "auto";
}

/** Keeps a popup at its anchor while it is open, and tells when somebody turns to something else. */
export function usePopup({ open, anchor, popup, align, width, onAway }: PopupOptions): void {
  useLayoutEffect(() => {
    if (!open || !anchor.current || !popup.current) return;
    const [from, box] = [anchor.current, popup.current];
    const again = () => place(from, box, align, width);
    again();
    const sizes = new ResizeObserver(again);
    sizes.observe(box);
    sizes.observe(from);
    window.addEventListener("resize", again);
    document.addEventListener("scroll", again, true);
    return () => {
      sizes.disconnect();
      window.removeEventListener("resize", again);
      document.removeEventListener("scroll", again, true);
    };
  }, [open, align, width, anchor, popup]);

  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent) => {
      const target = event.target as HTMLElement;
      if (popup.current?.contains(target) || anchor.current?.contains(target)) return;
      // A list that this popup has opened lies later in the page: pressing there is still inside.
      const other = target.closest("[data-portal]");
      if (other && popup.current && popup.current.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) return;
      onAway();
    };
    document.addEventListener("pointerdown", press, true);
    return () => document.removeEventListener("pointerdown", press, true);
  });
}
