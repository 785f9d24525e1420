import type { RelationTold } from "./types";

export interface Box {
  id: string;
  x: number;
  y: number;
}

export interface Line {
  from: Box;
  to: Box;
  labels: string[];
}

export const BOX = { width: 150, height: 36 };
const GAP = { x: 90, y: 22 };

/** Forms in columns: the one most point to at the left, what points to it further right; isolated ones last. */
export function columnsOf(forms: readonly string[], relations: readonly RelationTold[]): string[][] {
  const beside = new Map<string, Set<string>>(forms.map((id) => [id, new Set()]));
  for (const { from, to } of relations) {
    if (from === to) continue;
    beside.get(from)?.add(to);
    beside.get(to)?.add(from);
  }
  const weight = (id: string): number => beside.get(id)?.size ?? 0;
  const left = new Set(forms.filter((id) => weight(id) > 0));
  const columns: string[][] = [];
  while (left.size > 0) {
    // Each connected part begins with its busiest form.
    let layer = [[...left].reduce((best, id) => (weight(id) > weight(best) ? id : best))];
    for (let depth = 0; layer.length > 0; depth += 1) {
      for (const id of layer) left.delete(id);
      (columns[depth] ??= []).push(...layer);
      layer = [...new Set(layer.flatMap((id) => [...(beside.get(id) ?? [])].filter((other) => left.has(other))))];
    }
  }
  const alone = forms.filter((id) => weight(id) === 0);
  if (alone.length > 0) columns.push(alone);
  return columns;
}

/** Where boxes and lines of the map stand, and how large it is. */
export function mapOf(forms: readonly string[], relations: readonly RelationTold[]) {
  const columns = columnsOf(forms, relations);
  const tallest = Math.max(1, ...columns.map((column) => column.length));
  const height = tallest * (BOX.height + GAP.y) + GAP.y;
  const boxes = new Map<string, Box>();
  columns.forEach((column, at) => {
    const step = height / column.length;
    column.forEach((id, row) => boxes.set(id, { id, x: at * (BOX.width + GAP.x) + 4, y: row * step + (step - BOX.height) / 2 }));
  });
  const lines = new Map<string, Line>();
  for (const { from, to, label } of relations) {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    if (!a || !b || a === b) continue;
    const line = lines.get(`${from} ${to}`) ?? { from: a, to: b, labels: [] };
    line.labels.push(label);
    lines.set(`${from} ${to}`, line);
  }
  return { boxes: [...boxes.values()], lines: [...lines.values()], width: columns.length * (BOX.width + GAP.x) - GAP.x + 8, height };
}

/** A line that leaves a box at its side and comes in at the other's. */
export function pathOf({ from, to }: Line): string {
  const middle = BOX.height / 2;
  if (from.x === to.x) {
    const x = from.x + BOX.width;
    return `M${x} ${from.y + middle} C${x + 50} ${from.y + middle}, ${x + 50} ${to.y + middle}, ${x} ${to.y + middle}`;
  }
  const [start, end] = from.x > to.x ? [from.x, to.x + BOX.width] : [from.x + BOX.width, to.x];
  const bend = (start + end) / 2;
  return `M${start} ${from.y + middle} C${bend} ${from.y + middle}, ${bend} ${to.y + middle}, ${end} ${to.y + middle}`;
}
