import { create } from "zustand";
import type { PickerRow, Values } from "@/api/types";

/** Opens the create form of another form in a dialog above; null when it was left without saving. */
export type RelatedCreator = (request: { app: string; form: string; values: Values }) => Promise<PickerRow | null>;

/** Filled in by the shell: fields may not know the screens above them. */
export const useRelatedCreator = create<{ creator: RelatedCreator | null }>(() => ({ creator: null }));

/** What the typed search becomes in the new record: the text of its first title field that can be typed. */
export function prefillFrom(search: string, titleField: string | undefined): Values {
  return search.trim() && titleField ? { [titleField]: search.trim() } : {};
}
