import type { Json } from "@/api/types";

export type Side = "ours" | "theirs";
export type Chosen = Readonly<Record<string, Side>>;

/** A change that needs no choice, in words. */
export interface Told {
  path: string;
  sentence: string;
}

/** One place that the template and the app both changed since the last version that both had. */
export interface Choice {
  path: string;
  place: string;
  base: Json | null;
  theirs: Json | null;
  ours: Json | null;
  open: boolean;
}

export interface Upgrade {
  template: string;
  installed: string;
  offered: string;
  live: number;
  taken: Told[];
  kept: Told[];
  choices: Choice[];
  /** `hash` is empty while there is nothing to agree to. */
  plan: { hash: string; problems: { message: string; path: string; severity: string }[]; severity: "safe" | "conversion" | "destroys"; changes: { path: string; sentence: string; severity: string; rows: number; lost: number }[] };
}

/** The changes that touch values people have entered. */
export const touching = (upgrade: Upgrade) => upgrade.plan.changes.filter((one) => one.severity !== "safe" || one.rows > 0);

/** What nobody has chosen yet. */
export const openChoices = (upgrade: Upgrade, chosen: Chosen): Choice[] => upgrade.choices.filter((one) => !chosen[one.path]);

/** What was kept without anybody having to choose. */
export const keptByItself = (upgrade: Upgrade): Told[] => {
  const met = new Set(upgrade.choices.map((one) => one.path));
  return upgrade.kept.filter((one) => !met.has(one.path));
};

/** A value of a definition as one reads it: words as they are, lists in a row, everything else as short lines. */
export function spoken(value: Json | null, nothing: string): string {
  if (value === null || value === undefined) return nothing;
  if (Array.isArray(value)) return value.map((item) => spoken(named(item), nothing)).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([key, item]) => `${key}: ${spoken(named(item), nothing)}`).join("\n");
  return String(value);
}

function named(item: Json): Json {
  if (item === null || Array.isArray(item) || typeof item !== "object") return item;
  return item["label"] ?? item["id"] ?? item;
}
