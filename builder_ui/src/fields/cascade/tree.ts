import type { FieldDef, OptionDef } from "@/api/types";

const BETWEEN = " / ";

export const optionsOf = (field: FieldDef): readonly OptionDef[] => field.settings.options ?? [];

/** The path without its last step; "" at the top. */
export const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The options directly inside one, or at the top. */
export const inside = (options: readonly OptionDef[], path: string): OptionDef[] => options.filter((option) => above(option.id) === path);

export const hasInside = (options: readonly OptionDef[], path: string): boolean => options.some((option) => option.id.startsWith(`${path}/`));

/** What an option is called beside its neighbours: its label without the way to it. */
export function ownLabel(options: readonly OptionDef[], option: OptionDef): string {
  const parent = options.find((one) => one.id === above(option.id));
  return parent && option.label.startsWith(parent.label + BETWEEN) ? option.label.slice(parent.label.length + BETWEEN.length) : option.label;
}

/** Every beginning of a path: `a/b/c` gives `a`, `a/b`, `a/b/c`. */
export const stepsOf = (path: string): string[] => (path === "" ? [] : path.split("/").map((_, at, all) => all.slice(0, at + 1).join("/")));

export function levelLabel(field: FieldDef, level: number): string | null {
  const levels = field.settings.levels;
  const found = Array.isArray(levels) ? (levels[level] as { label?: string } | undefined) : undefined;
  return found?.label ?? null;
}

const spaced = (text: string): string => text.normalize("NFKC").trim().split(/\s*[/>›→|]\s*/).filter(Boolean).join(BETWEEN).toLowerCase();

/** The path that somebody wrote: `江苏/南京`, `江苏 > 南京`, ids, or an option that only one place has; null when it is none. */
export function readPath(typed: string, options: readonly OptionDef[]): string | null {
  const text = spaced(typed);
  const exact = options.find((option) => option.label.toLowerCase() === text || option.id === text.replaceAll(BETWEEN, "/"));
  if (exact) return exact.id;
  const last = options.filter((option) => ownLabel(options, option).toLowerCase() === text);
  return last.length === 1 ? (last[0]?.id ?? null) : null;
}
