/** Rows come from the server in blocks of 200: which blocks a window needs, and how rows are found and changed in them. */

export const BLOCK = 200;

export interface Identified {
  readonly id: number;
}

/** Rows by block number; a block that is not there yet is simply missing. */
export type Blocks<Row> = ReadonlyMap<number, readonly Row[]>;

export function blockOf(row: number): number {
  return Math.floor(row / BLOCK);
}

/** Numbers of the blocks that rows first..last (inclusive) of `total` lie in. */
export function blocksFor(first: number, last: number, total: number): number[] {
  if (total === 0 || last < first) return [];
  const from = blockOf(Math.max(0, first));
  const to = blockOf(Math.min(total - 1, last));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

export function rowAt<Row>(blocks: Blocks<Row>, row: number): Row | undefined {
  return blocks.get(blockOf(row))?.[row % BLOCK];
}

/** Row number of a record in what is loaded; -1 when it is not. */
export function indexOf<Row extends Identified>(blocks: Blocks<Row>, id: number): number {
  for (const [block, rows] of blocks) {
    const index = rows.findIndex((row) => row.id === id);
    if (index >= 0) return block * BLOCK + index;
  }
  return -1;
}

/** The same rows with one record changed; the very same array when it holds no such record (cheap to compare). */
export function patchRows<Row extends Identified>(
  rows: readonly Row[],
  id: number,
  values: Partial<Row>,
): readonly Row[] {
  const index = rows.findIndex((row) => row.id === id);
  const old = rows[index];
  if (old === undefined) return rows;
  const copy = rows.slice();
  copy[index] = { ...old, ...values };
  return copy;
}
