/** Where events stand: bars in the rows of a week, and side by side along the hours of a day. */
import { addDays, daysBetween } from "./days";
import type { CalendarEvent } from "./model";
import { byTime } from "./model";

export interface Bar {
  readonly event: CalendarEvent;
  /** The first of its days in this week, from 0, and how many there are. */
  readonly column: number;
  readonly days: number;
  readonly lane: number;
  /** It began before this week, and goes on after it. */
  readonly before: boolean;
  readonly after: boolean;
}

/**
 * The bars of the days that begin with `first`, each in the first row that is free for all its days; the record `ahead`
 * comes before all others, so that it is in sight.
 */
export function barsOf(events: readonly CalendarEvent[], first: string, ahead: number | null = null, length = 7): Bar[] {
  const last = addDays(first, length - 1);
  const taken: boolean[][] = [];
  return [...events]
    .filter((event) => event.from <= last && event.to >= first)
    .sort((a, b) => Number(b.row.id === ahead) - Number(a.row.id === ahead) || byTime(a, b))
    .map((event) => {
      const from = event.from < first ? first : event.from;
      const to = event.to > last ? last : event.to;
      const column = daysBetween(first, from);
      const days = daysBetween(from, to) + 1;
      const columns = Array.from({ length: days }, (_, index) => column + index);
      let lane = taken.findIndex((row) => columns.every((one) => !row[one]));
      if (lane < 0) lane = taken.push([]) - 1;
      for (const one of columns) (taken[lane] ??= [])[one] = true;
      return { event, column, days, lane, before: event.from < first, after: event.to > last };
    });
}

/** What fits into so many rows; where not all does, the last row says how many more there are on each day. */
export function fitting(bars: readonly Bar[], rows: number, length = 7): { shown: Bar[]; more: number[] } {
  const lanes = Math.max(0, ...bars.map((bar) => bar.lane + 1));
  if (lanes <= rows) return { shown: [...bars], more: [] };
  const hidden = bars.filter((bar) => bar.lane >= rows - 1);
  const more = Array.from({ length }, (_, day) => hidden.filter((bar) => bar.column <= day && day < bar.column + bar.days).length);
  return { shown: bars.filter((bar) => bar.lane < rows - 1), more };
}

export interface Block {
  readonly event: CalendarEvent;
  /** Minutes of the day. */
  readonly from: number;
  readonly to: number;
  /** Its place among those beside it. */
  readonly column: number;
  readonly columns: number;
}

/** How long something without an end is drawn, minutes. */
const SHOWN = 30;

/** Events of one day along its hours; those at the same time share the width. */
export function blocksOf(events: readonly CalendarEvent[]): Block[] {
  const spans = events
    .map((event) => {
      const from = event.begins ?? 0;
      return { event, from, to: Math.max(event.ends ?? from + SHOWN, from + SHOWN) };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to || a.event.row.id - b.event.row.id);
  const blocks: Block[] = [];
  let group: typeof spans = [];
  let end = 0;
  const close = (): void => {
    const ends: number[] = [];
    const columns = group.map((one) => {
      let column = ends.findIndex((free) => free <= one.from);
      if (column < 0) column = ends.length;
      ends[column] = one.to;
      return column;
    });
    group.forEach((one, index) => blocks.push({ ...one, column: columns[index] ?? 0, columns: ends.length }));
    group = [];
  };
  for (const one of spans) {
    if (group.length > 0 && one.from >= end) close();
    end = group.length === 0 ? one.to : Math.max(end, one.to);
    group.push(one);
  }
  close();
  return blocks;
}

export interface Crowd {
  readonly from: number;
  readonly events: readonly CalendarEvent[];
}

/** What fits where at most so many stand side by side: of more than that the last column says how many there are. */
export function uncrowded(blocks: readonly Block[], most: number): { shown: Block[]; crowds: Crowd[] } {
  const shown: Block[] = [];
  const crowds: { from: number; to: number; events: CalendarEvent[] }[] = [];
  for (const block of blocks) {
    if (block.columns <= most) shown.push(block);
    else if (block.column < most - 1) shown.push({ ...block, columns: most });
    else {
      const open = crowds.at(-1);
      if (open && block.from < open.to) {
        open.events.push(block.event);
        open.to = Math.max(open.to, block.to);
      } else crowds.push({ from: block.from, to: block.to, events: [block.event] });
    }
  }
  return { shown, crowds };
}

/** Whether an event stands along the hours of a day, not across days. */
export const isWithinDay = (event: CalendarEvent): boolean => event.begins !== null && event.from === event.to;
