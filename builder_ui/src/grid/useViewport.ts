import type { RefObject } from "react";
import { useLayoutEffect, useState } from "react";

/** Scrolling to the side is told in steps of this many pixels, so that not every pixel draws the rows again. */
export const SIDE_STEP = 64;

/** The visible width of a scrolling element and, coarsely, how far it is scrolled to the side. */
export function useViewport(scroller: RefObject<HTMLElement | null>): { width: number; left: number } {
  const [viewport, setViewport] = useState({ width: 800, left: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const left = Math.floor(element.scrollLeft / SIDE_STEP) * SIDE_STEP;
      setViewport((old) =>
        old.width === element.clientWidth && old.left === left ? old : { width: element.clientWidth, left },
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller]);
  return viewport;
}
