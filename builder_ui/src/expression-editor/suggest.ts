/** What can be meant by what is typed: fields, options and functions, by meaning and by pinyin. */
import { initialsOf } from "@/lib/pinyin";
import type { Typed } from "./text";
import type { KnownFunction, Word } from "./types";

export interface Suggestion {
  readonly key: string;
  readonly kind: "field" | "option" | "function";
  readonly label: string;
  /** At the right: the type, the id. */
  readonly hint: string;
  /** Below: what a function does. */
  readonly note?: string;
  /** What is put into the text; the caret stands `back` before its end. */
  readonly insert: string;
  readonly back: number;
  /** More names stand behind it. */
  readonly leads?: boolean;
  readonly field?: Word;
}

export const MOST = 40;
const fold = (text: string): string => text.normalize("NFKC").toLocaleLowerCase().trim();

/** How well names and other words fit: 0 best, null not at all. Words of each language stand in a text of their own. */
export function rank(query: string, names: readonly string[], words: readonly string[] = []): number | null {
  const wanted = fold(query);
  if (wanted === "") return 5;
  const all = names.map(fold);
  if (all.includes(wanted)) return 0;
  if (all.some((name) => name.startsWith(wanted))) return 1;
  const others = words.flatMap((text) => fold(text).split(/[\s、，,]+/));
  // The words that say it best stand first among them.
  const place = (fits: (word: string) => boolean): number | null => {
    const at = others.findIndex(fits);
    return at < 0 ? null : Math.min(at, 20) * 0.02;
  };
  const exact = place((word) => word === wanted);
  if (exact !== null) return 2 + exact;
  if (all.some((name) => name.includes(wanted))) return 3;
  if (all.some((name) => initialsOf(name).startsWith(wanted))) return 3.5;
  const initials = place((word) => initialsOf(word).startsWith(wanted));
  if (initials !== null) return 4 + initials;
  if (others.some((word) => word.startsWith(wanted))) return 5;
  if (wanted.length > 1 && words.some((text) => fold(text).includes(wanted))) return 6;
  return null;
}

const optionText = (label: string): string => `"${label.replaceAll('"', '""')}"`;

function ofOptions(typed: Typed, options: Word["options"], hint: string): [number, Suggestion][] {
  return options.flatMap((option) => {
    const fits = rank(typed.query, [option.label, option.id]);
    return fits === null ? [] : [[fits, { key: `option:${option.id}`, kind: "option" as const, label: option.label, hint, insert: optionText(option.label), back: 0 }]];
  });
}

function ofWords(typed: Typed, words: readonly Word[]): [number, Suggestion][] {
  return words.flatMap((word) => {
    const fits = rank(typed.query, [word.label, word.id, ...word.others]);
    if (fits === null) return [];
    const leads = word.to !== null;
    // What every record has, and what nobody has labelled, stands behind what somebody has named.
    const late = word.system || word.label === word.id ? 0.5 : 0;
    return [[fits + late, { key: `field:${word.id}`, kind: "field" as const, label: word.label, hint: word.type_label, insert: word.write, back: 0, leads, field: word }]];
  });
}

function ofFunctions(typed: Typed, functions: readonly KnownFunction[]): [number, Suggestion][] {
  return functions.flatMap((one) => {
    const fits = rank(typed.query, [one.name, ...one.also], [...one.words, one.sentence]);
    const back = one.parameters.length > 0 ? 1 : 0;
    return fits === null ? [] : [[fits + 0.2, { key: `function:${one.name}`, kind: "function" as const, label: one.name, hint: one.signature.slice(one.name.length), note: one.sentence, insert: `${one.name}()`, back }]];
  });
}

/** The best first; among equally good ones as they come. */
export function suggestions(typed: Typed, words: readonly Word[], functions: readonly KnownFunction[], options: Word["options"] = [], only?: Suggestion["kind"]): Suggestion[] {
  const found = [
    ...ofOptions(typed, options, ""),
    ...(typed.quoted ? [] : ofWords(typed, words)),
    ...(typed.quoted || typed.braced || typed.path.length > 0 ? [] : ofFunctions(typed, functions)),
  ].filter(([, one]) => only === undefined || one.kind === only);
  return found
    .map(([fits, one], at) => [fits, at, one] as const)
    .sort((left, right) => left[0] - right[0] || left[1] - right[1])
    .slice(0, MOST)
    .map(([, , one]) => one);
}

/** What takes the place of what was typed, the text with it, and where the caret then stands. */
export function accept(text: string, typed: Typed, chosen: Suggestion): { insert: string; text: string; caret: number } {
  const after = text.slice(typed.to);
  // A function before a bracket that is there already takes no second one.
  const called = chosen.kind === "function" && /^\s*[(（]/.test(after);
  const insert = called ? chosen.insert.slice(0, -2) : chosen.insert;
  const back = called ? 0 : chosen.back;
  return { insert, text: text.slice(0, typed.from) + insert + after, caret: typed.from + insert.length - back };
}
