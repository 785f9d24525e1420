/** Options of a choice: pasted lines become options, each with a colour and an id of its own. */
import type { Json } from "@/api/types";
import type { Tree } from "./types";

/** The colours that a definition knows and that look different on the screen. */
export const COLORS = ["blue", "green", "gold", "purple", "cyan", "orange", "magenta", "red", "gray"] as const;

/** Lines, or cells of a row, as labels; empty ones and repeats left out. */
export const labelsOf = (text: string): string[] => [...new Set(text.split(/[\r\n\t]+/).map((line) => line.trim()).filter(Boolean))];

/** Chinese and other letters have no place in ids: then it is a number. */
export function freeOptionId(label: string, taken: ReadonlySet<string>): string {
  const plain = label.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 30);
  const base = /^[a-z]/.test(plain) ? plain : plain ? `o_${plain}` : "option";
  if (plain && !taken.has(base)) return base;
  for (let n = plain ? 2 : taken.size + 1; ; n += 1) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`;
}

/** The first colour that is used least. */
export function nextColor(options: readonly Tree[]): string {
  const uses = COLORS.map((hue) => options.filter((option) => option.color === hue).length);
  return COLORS[uses.indexOf(Math.min(...uses))] ?? "blue";
}

/** The options with these labels behind the one at `index` (-1: first); labels that exist already stay as they are. */
export function withLabels(options: readonly Tree[], labels: readonly string[], index = options.length - 1): Tree[] {
  const known = new Set(options.map((option) => String(option.label)));
  const made = [...options];
  const taken = new Set(options.map((option) => String(option.id)));
  let place = index;
  for (const label of labels) {
    if (known.has(label)) continue;
    known.add(label);
    const id = freeOptionId(label, taken);
    taken.add(id);
    place += 1;
    made.splice(place, 0, { id, label, color: nextColor(made) });
  }
  return made;
}

/** Options as they are written: texts alone are labels and ids in one. */
export const optionTrees = (value: Json | undefined): Tree[] => (Array.isArray(value) ? value.map((one) => (typeof one === "object" && one !== null && !Array.isArray(one) ? one : { id: String(one), label: String(one) })) : []);
