import type { FieldDef, FieldLogic, OptionDef, Value } from "@/api/types";

const holds = (value: Value, id: string): boolean => (Array.isArray(value) ? value.includes(id) : value === id);

/** The field with the options that other values leave open; what is chosen already stays to be seen. */
export function withOpenOptions(field: FieldDef, state: FieldLogic | undefined, value: Value): FieldDef {
  const open = state?.options;
  const all = field.settings.options;
  if (!open || !all) return field;
  return { ...field, settings: { ...field.settings, options: all.filter((option) => open.includes(option.id) || holds(value, option.id)) } };
}

const labelsOf = (options: readonly OptionDef[], among: (id: string) => boolean): string[] => options.filter((option) => among(option.id)).map((option) => option.label);

/** What is chosen and not open now, and what is open instead; null where the value is as it should be. */
export function notOpen(field: FieldDef, state: FieldLogic | undefined, value: Value): { found: string[]; allowed: string[] } | null {
  const open = state?.options;
  if (!open || state.unfit === false) return null;
  const all = field.settings.options ?? [];
  const found = labelsOf(all, (id) => holds(value, id) && !open.includes(id));
  return found.length > 0 ? { found, allowed: labelsOf(all, (id) => open.includes(id)) } : null;
}
