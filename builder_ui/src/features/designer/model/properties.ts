/** Which settings of a field a person is shown, where, and in which order: read from the schema of its type. */
import type { FieldTypeInfo, SettingSchema } from "./types";

export type Area = "basic" | "validation" | "visibility";

export interface Property {
  readonly key: string;
  readonly schema: SettingSchema;
  readonly required: boolean;
}

export interface Properties {
  readonly first: readonly Property[];
  readonly rest: readonly Property[];
}

/** Shown at once; what is used less is a press away. */
const FIRST = 5;
/** What the screen shows by itself: the name above the panel, the type beside it, rows on the canvas. */
const ELSEWHERE = new Set(["label", "type", "note", "fields", "width"]);
const CHECKS = new Set(["unique", "ignore", "min", "max", "pattern", "pattern_help", "normalise", "decimals", "transitions", "on_delete", "types", "max_size", "max_files", "min_rows", "max_rows"]);
const SIGHT = new Set(["masked", "encrypted", "personal", "search"]);

const areaOf = (key: string): Area => (CHECKS.has(key) ? "validation" : SIGHT.has(key) ? "visibility" : "basic");

/** The settings of one area: the first few, and those that are folded away. What is set already is never folded. */
export function propertiesOf(type: FieldTypeInfo, area: Area, set: Readonly<Record<string, unknown>>): Properties {
  const all = Object.entries(type.schema.properties).flatMap(([key, schema]): Property[] => (ELSEWHERE.has(key) || areaOf(key) !== area ? [] : [{ key, schema, required: type.schema.required?.includes(key) ?? false }]));
  const first = all.filter((one, index) => index < FIRST || one.key in set || one.required);
  return { first, rest: all.filter((one) => !first.includes(one)) };
}

/** The words of a closed list in the reader's language. */
export const choicesOf = (schema: SettingSchema): { value: string; label: string }[] => (schema.enum ?? []).map((value) => ({ value: String(value), label: schema["x-labels"]?.[String(value)] ?? String(value) }));

const typesOf = (schema: SettingSchema): readonly string[] => (typeof schema.type === "string" ? [schema.type] : (schema.type ?? []));

/** The shape of a setting, as far as inputs differ by it. */
export function shapeOf(schema: SettingSchema): "flag" | "choice" | "choices" | "list" | "number" | "text" | "long" | "raw" {
  const types = typesOf(schema);
  if (schema.enum) return "choice";
  if (types.includes("boolean") && types.length === 1) return "flag";
  if (types.includes("array") && schema.items?.enum) return "choices";
  if (types.length === 1 && types[0] === "array" && schema.items?.type === "string") return "list";
  if (types.every((one) => one === "integer" || one === "number") && types.length > 0) return "number";
  if (types.includes("string")) return (schema.maxLength ?? 0) > 500 ? "long" : "text";
  return "raw";
}
