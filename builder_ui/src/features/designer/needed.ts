import type { FieldTypeInfo } from "./model/types";

/** The settings that a type cannot begin without. */
export const needed = (info: FieldTypeInfo): string[] => (info.schema.required ?? []).filter((key) => key !== "type" && !(key in info.defaults));
