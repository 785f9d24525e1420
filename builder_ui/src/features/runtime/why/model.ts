import type { Part } from "./types";

export interface Line {
  /** Its place in the tree: `0.1`. */
  readonly id: string;
  readonly depth: number;
  readonly part: Part;
}

/** So many lines say why; more would only be read by a machine. */
export const MOST_LINES = 60;

/** The parts of a formula from the outside in, each once; what is written twice is told once. */
export function linesOf(formula: Part): Line[] {
  const lines: Line[] = [];
  const told = new Set<string>();
  const add = (part: Part, depth: number, id: string): void => {
    if (lines.length >= MOST_LINES || told.has(part.text)) return;
    told.add(part.text);
    lines.push({ id, depth, part });
    part.parts.forEach((child, at) => add(child, depth + 1, `${id}.${at}`));
  };
  formula.parts.forEach((child, at) => add(child, 0, String(at)));
  return lines;
}

/** Formula text in pieces: what is a label, and what is written around it. `{Amount} * 2` -> Amount, ` * 2`. */
export function piecesOf(text: string): { text: string; label: boolean }[] {
  const pieces: { text: string; label: boolean }[] = [];
  const pattern = /"(?:[^"]|"")*"|\{((?:[^{}\\]|\\.)+)\}/g;
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    if (found[1] === undefined) continue; // braces inside a text are no labels
    if (found.index > from) pieces.push({ text: text.slice(from, found.index), label: false });
    pieces.push({ text: found[1].replace(/\\(.)/g, "$1"), label: true });
    from = found.index + found[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), label: false });
  return pieces;
}
