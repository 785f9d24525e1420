import type { KeyboardEvent } from "react";
import { useState } from "react";
import { addDays } from "./days";
import { isComposing } from "@/lib/keyboard";
import type { CarryEvent } from "../kanban/useCarry";
import type { CalendarEvent, Range, Span } from "./model";
import { LEAST } from "./model";

export interface CarriedEvent {
  readonly id: number;
  readonly from: string;
  readonly day: string;
  /** Minutes of the day; null where it keeps its own. */
  readonly minutes: number | null;
}

interface CarryOptions {
  span: Span;
  range: Range;
  onDrop: (carried: CarriedEvent) => void;
  onSay: (what: CarryEvent, carried: CarriedEvent) => void;
}

/** Days that an arrow goes on; in a week up and down go along the hours. */
const DAYS: Readonly<Record<Span, Readonly<Record<string, number>>>> = {
  month: { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 },
  week: { ArrowLeft: -1, ArrowRight: 1 },
  list: { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 },
};
const QUARTERS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** Moving an event with the keyboard: Space picks it up, arrows go from day to day, Space drops it; Escape leaves it. */
export function useDayCarry({ span, range, onDrop, onSay }: CarryOptions) {
  const [carried, setCarried] = useState<CarriedEvent | null>(null);

  const go = (next: CarriedEvent): void => {
    if (next.day < range.from || next.day >= range.to) return;
    setCarried(next);
    onSay("over", next);
  };
  const end = (what: "dropped" | "cancelled"): void => {
    if (!carried) return;
    setCarried(null);
    onSay(what, carried);
    if (what === "dropped") onDrop(carried);
  };

  const onKeyDown = (event: CalendarEvent, key: KeyboardEvent<HTMLElement>): void => {
    if (isComposing(key)) return;
    if (!carried) {
      if (key.key !== " ") return;
      const picked = { id: event.row.id, from: event.from, day: event.from, minutes: null };
      setCarried(picked);
      onSay("picked_up", picked);
    } else if (DAYS[span][key.key] !== undefined) go({ ...carried, day: addDays(carried.day, DAYS[span][key.key] ?? 0) });
    else if (QUARTERS[key.key] !== undefined && event.begins !== null) {
      const minutes = (carried.minutes ?? event.begins) + (QUARTERS[key.key] ?? 0) * LEAST;
      if (minutes >= 0 && minutes < 24 * 60) go({ ...carried, minutes });
    } else if (key.key === " " || key.key === "Enter") end("dropped");
    else if (key.key === "Escape") end("cancelled");
    else if (key.key !== "Tab" && !key.key.startsWith("Arrow")) return;
    // Tab waits until it is put down, so that the focus never leaves it half way.
    key.preventDefault();
    key.stopPropagation();
  };

  return { carried, onKeyDown, cancel: () => end("cancelled") };
}
