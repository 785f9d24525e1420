import type { RuleError } from "@/logic";

/** Whose condition is known here; what the server said may be about values of a moment ago. */
export const certain = (errors: readonly RuleError[]): RuleError[] => errors.filter((error) => error.sure);

/** The refusal that concerns a field most: its own, one that reads it, any. */
export function nearest(errors: readonly RuleError[], field: string): string | null {
  const sure = certain(errors);
  const found = sure.find((error) => error.field === field) ?? sure.find((error) => error.reads.includes(field)) ?? sure[0];
  return found?.message ?? null;
}
