import type { RecordData, Values } from "@/api/types";
import { addDays } from "./days";
import type { Dates } from "./model";
import { eventOf, minutesAt, moved, stretched } from "./model";
import type { Grab } from "./scene";

interface Dragged {
  readonly data: Readonly<Record<string, unknown>>;
}

/** What the drag-and-drop library tells when a card is let go. */
interface Dropping {
  readonly source?: Dragged | null;
  readonly target?: (Dragged & { readonly element?: Element | undefined }) | null;
  readonly position: { readonly current: { readonly y: number } };
}

/** What becomes of the record that was dropped: another day (and hour) to begin or to end, or none any more. */
export function dropped({ source, target, position }: Dropping, dates: Dates, grab: Grab): { id: number; make: (row: RecordData) => Values | null } | null {
  const id = Number(source?.data.record);
  if (!id || !target) return null;
  if (target.data.tray) {
    return { id, make: (row) => (eventOf(row, dates) ? { [dates.start.id]: null, ...(dates.end?.can.write ? { [dates.end.id]: null } : {}) } : null) };
  }
  const day = String(target.data.day);
  const share = (offset: number): number | null => {
    const box = target.data.hours ? target.element?.getBoundingClientRect() : undefined;
    return box ? minutesAt((position.current.y - offset - box.top) / box.height) : null;
  };
  if (source?.data.edge) return { id, make: (row) => stretched(dates, row, day, share(0)) };
  const minutes = share(grab.top);
  return { id, make: (row) => moved(dates, row, addDays(day, -grab.days), minutes) };
}
