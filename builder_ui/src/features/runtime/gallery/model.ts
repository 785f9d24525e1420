/** How a gallery is laid out: columns by its width, and the picture of a card. */
import type { FileValue, RecordData, ViewDef } from "@/api/types";

export type Size = NonNullable<ViewDef["size"]>;

/** The least width of a card, pixels. */
const LEAST: Readonly<Record<Size, number>> = { small: 170, medium: 230, large: 310 };
const [FEWEST, MOST] = [2, 6];

export const columnsOf = (width: number, size: Size = "medium"): number =>
  Math.max(FEWEST, Math.min(MOST, Math.floor(width / LEAST[size])));

const isFile = (value: unknown): value is FileValue => typeof value === "object" && value !== null && "id" in value && "type" in value;

/** The first picture of a field of files or images. */
export function coverOf(row: RecordData, field: string | null | undefined): FileValue | null {
  const value: unknown = field ? row[field] : null;
  const files: unknown[] = Array.isArray(value) ? value : [];
  // What may carry scripts is not shown as a picture.
  return files.filter(isFile).find((file) => /^image\/(?!svg)/.test(file.type)) ?? null;
}
