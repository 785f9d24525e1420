/** Where the keyboard can carry a field: every gap of the layout, in order. */
import type { FormDef } from "@/api/types";
import type { Place } from "./layout";

export function slotsOf(form: FormDef, moving: string): Place[] {
  return form.layout.flatMap((section) => {
    const items = section.items.filter((item) => item !== moving);
    return [...items.map((field): Place => ({ section: section.id, field, zone: "before" })), { section: section.id, field: null, zone: "end" } as const];
  });
}

/** The gap in which a field stands now. */
export function slotOf(form: FormDef, field: string): number {
  let before = 0;
  for (const section of form.layout) {
    const index = section.items.indexOf(field);
    if (index >= 0) return before + index;
    before += section.items.length + 1;
  }
  return Math.max(0, before - 1);
}
