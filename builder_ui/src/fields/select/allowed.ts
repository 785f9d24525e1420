import type { FieldDef, OptionDef, Value } from "@/api/types";

/** The options that may follow the stored one; all of them without a transition list or for a new record. */
export function allowedOptions(field: FieldDef, stored: Value): readonly OptionDef[] {
  const options = field.settings.options ?? [];
  const next = typeof stored === "string" ? field.settings.transitions?.[stored] : undefined;
  return next ? options.filter((option) => option.id === stored || next.includes(option.id)) : options;
}
