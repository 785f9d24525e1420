import type { Json } from "@/api/types";

/** Stands before text that is no JSON yet, so that it is never taken for a text that is. */
const DRAFT = "\uE000";

export const asDraft = (text: string): string => DRAFT + text;
export const isDraft = (value: unknown): value is string => typeof value === "string" && value.startsWith(DRAFT);
export const draftText = (value: string): string => value.slice(DRAFT.length);

export interface Trouble {
  code: "not_json" | "json_number";
  line: number;
  column: number;
}

function placeOf(text: string, message: string): { line: number; column: number } {
  const named = /line (\d+) column (\d+)/.exec(message);
  if (named) return { line: Number(named[1]), column: Number(named[2]) };
  const found = /position (\d+)/.exec(message);
  const before = text.slice(0, found ? Number(found[1]) : text.length).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const holdsUnsafe = (value: Json): boolean =>
  typeof value === "number" ? Number.isInteger(value) && !Number.isSafeInteger(value) : typeof value === "object" && value !== null && Object.values(value).some((part) => holdsUnsafe(part as Json));

/** The JSON of a text, or where it stops being JSON; numbers that would be rounded are trouble too. */
export function readJson(text: string): { value: Json; trouble: null } | { value: null; trouble: Trouble } {
  if (text.trim() === "") return { value: null, trouble: null };
  try {
    const value = JSON.parse(text) as Json;
    if (!holdsUnsafe(value)) return { value, trouble: null };
    const before = text.slice(0, Math.max(0, text.search(/\d{16}/))).split("\n");
    return { value: null, trouble: { code: "json_number", line: before.length, column: (before.at(-1)?.length ?? 0) + 1 } };
  } catch (error) {
    return { value: null, trouble: { code: "not_json", ...placeOf(text, (error as Error).message) } };
  }
}
