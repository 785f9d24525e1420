/** Runs of rules as data: how long they took, why they ran, what the list is narrowed to. */
import type { Json } from "@/api/types";

export type RunState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface RunStep {
  readonly path: string;
  readonly type: string;
  readonly state: string;
  readonly sentence: string;
  readonly output?: Json;
  readonly error?: { readonly detail?: string; readonly title?: string; readonly message?: string } | string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

export interface Run {
  readonly id: string | number;
  readonly rule: string;
  readonly rule_label: string;
  readonly state: string;
  readonly record: { readonly form: string; readonly id: number; readonly title: string } | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly version: number;
  readonly condition: {
    readonly text: string;
    readonly shown?: string | null;
    readonly result: boolean | null;
    readonly values: readonly {
      readonly name: string;
      readonly label: string;
      readonly value: Json;
      readonly shown?: string | null;
    }[];
  } | null;
  readonly changed: readonly {
    readonly field: string;
    readonly label: string;
    readonly old: Json;
    readonly new: Json;
    readonly old_shown?: string | null;
    readonly new_shown?: string | null;
  }[];
  readonly steps: readonly RunStep[];
}

export type { RunSearch } from "./address";
export { readRunSearch } from "./address";



/** Milliseconds between two moments; null while it has not ended. */
export function duration(from: string | null, to: string | null): number | null {
  if (!from || !to) return null;
  const time = new Date(to).getTime() - new Date(from).getTime();
  return Number.isNaN(time) ? null : Math.max(0, time);
}

/** In the largest unit that reads well: key of the text and its number. */
export function durationWords(time: number): { readonly unit: "ms" | "s" | "min" | "h" | "d"; readonly n: string } {
  if (time < 1000) return { unit: "ms", n: String(Math.round(time)) };
  if (time < 60_000) return { unit: "s", n: (time / 1000).toFixed(time < 10_000 ? 1 : 0) };
  if (time < 3_600_000) return { unit: "min", n: String(Math.round(time / 60_000)) };
  if (time < 86_400_000) return { unit: "h", n: (time / 3_600_000).toFixed(1) };
  return { unit: "d", n: (time / 86_400_000).toFixed(1) };
}

export function errorText(error: RunStep["error"]): string {
  if (!error) return "";
  return typeof error === "string" ? error : (error.detail ?? error.message ?? error.title ?? "");
}

/** What a step has made, in one line: `{"form": "task", "id": 7}` leads to that record. */
export function madeRecord(output: Json | undefined): { form: string; id: number } | null {
  if (output === null || typeof output !== "object" || Array.isArray(output)) return null;
  const { form, id } = output;
  return typeof form === "string" && typeof id === "number" ? { form, id } : null;
}

/** The parts of an output that people can read; nested ones as JSON. */
export function outputParts(output: Json | undefined): { name: string; text: string }[] {
  if (output === null || output === undefined) return [];
  if (typeof output !== "object") return [{ name: "", text: String(output) }];
  if (Array.isArray(output)) return [{ name: "", text: JSON.stringify(output) }];
  return Object.entries(output)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({ name, text: typeof value === "object" ? JSON.stringify(value) : String(value) }));
}
