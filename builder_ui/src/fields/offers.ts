/** Types for what somebody types: found by their words, or suggested by what reads like a field's name. */
import type { FieldTypeInfo } from "@/api/fieldTypes";
import { matches } from "@/lib/match";
import { initialsOf } from "@/lib/pinyin";
import { typeNamed } from "./guess";

export interface Offer {
  readonly info: FieldTypeInfo;
  /** What the new field is called. */
  readonly label: string;
}

const fold = (text: string): string => text.normalize("NFKC").toLocaleLowerCase().trim();

const starts = (info: FieldTypeInfo, text: string): boolean => [info.label, initialsOf(info.label), info.type, ...info.words].some((word) => fold(word).startsWith(text));
export const isFound = (info: FieldTypeInfo, text: string): boolean => matches(`${info.label} ${info.type} ${info.words.join(" ")}`, text) || initialsOf(info.label).startsWith(fold(text));

/** In the order of the palette without a text; else what is meant first, every other type after it under the typed name. */
export function offersFor(types: readonly FieldTypeInfo[], typed: string): Offer[] {
  const text = typed.trim();
  if (!text) return types.map((info) => ({ info, label: info.label }));
  const folded = fold(text);
  const distance = (info: FieldTypeInfo): number => (fold(info.label) === folded ? 0 : info.words.some((word) => fold(word) === folded) ? 1 : fold(info.label).startsWith(folded) ? 2 : 3);
  const meant = types.filter((info) => starts(info, folded)).sort((a, b) => distance(a) - distance(b));
  const guess = typeNamed(text, types) ?? "text";
  const byName = types.filter((info) => info.type === guess);
  const rest = types.filter((info) => !meant.includes(info) && info.type !== guess);
  const whole = (info: FieldTypeInfo): boolean => [info.label, ...info.words].some((word) => fold(word) === folded);
  const exact = meant.some(whole);
  const named = [...byName, ...rest].map((info) => ({ info, label: text }));
  const found = meant.map((info) => ({ info, label: info.label }));
  // "电话" is a name as well as a type; "num" is only the beginning of one.
  return exact || typeNamed(text, types) === null ? [...found, ...named.filter((one) => !meant.includes(one.info))] : [...named.slice(0, byName.length), ...found.filter((one) => one.info.type !== guess), ...named.slice(byName.length)];
}
