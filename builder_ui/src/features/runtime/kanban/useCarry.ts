import type { KeyboardEvent } from "react";
import { useState } from "react";
import { isComposing } from "@/lib/keyboard";
import type { Lane } from "./model";

export interface Carried {
  readonly id: number;
  readonly from: string;
  /** The lane that the card would be dropped into. */
  readonly over: string;
}

export type CarryEvent = "picked_up" | "over" | "dropped" | "cancelled";

interface CarryActions {
  lanes: readonly Lane[];
  onDrop: (id: number, lane: string) => void;
  onSay: (what: CarryEvent, carried: Carried) => void;
}

/** Moving a card with the keyboard goes lane by lane, whatever is in sight: Space, arrows, Space; Escape leaves it. */
export function useCarry({ lanes, onDrop, onSay }: CarryActions) {
  const [carried, setCarried] = useState<Carried | null>(null);

  const step = (by: 1 | -1): void => {
    if (!carried) return;
    const at = lanes.findIndex((lane) => lane.id === carried.over);
    const next = lanes[Math.max(0, Math.min(lanes.length - 1, at + by))];
    if (!next || next.id === carried.over) return;
    const moved = { ...carried, over: next.id };
    setCarried(moved);
    onSay("over", moved);
  };

  const end = (what: "dropped" | "cancelled"): void => {
    if (!carried) return;
    setCarried(null);
    onSay(what, carried);
    if (what === "dropped") onDrop(carried.id, carried.over);
  };

  const onKeyDown = (id: number, lane: string, event: KeyboardEvent<HTMLElement>): void => {
    if (isComposing(event)) return;
    if (!carried) {
      if (event.key !== " ") return;
      const picked = { id, from: lane, over: lane };
      setCarried(picked);
      onSay("picked_up", picked);
    } else if (event.key === "ArrowRight" || event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") step(-1);
    else if (event.key === " " || event.key === "Enter") end("dropped");
    else if (event.key === "Escape") end("cancelled");
    else if (event.key !== "Tab") return;
    // Tab waits until the card is put down, so that the focus never leaves it half way.
    event.preventDefault();
    event.stopPropagation();
  };

  return { carried, onKeyDown, cancel: () => end("cancelled") };
}
