import { isoDay } from "@/lib/readDate";

/** An instant as `2026-06-01 09:30` in the reader's zone; other texts stay. */
export function localText(iso: string): string {
  const date = new Date(iso);
  if (!iso || Number.isNaN(date.getTime())) return iso;
  return `${isoDay(date)} ${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}
