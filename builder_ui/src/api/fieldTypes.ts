// The types of fields as the builder offers them, with what each says of its settings.
import { useQuery } from "@tanstack/react-query";
import { useLanguage } from "@/i18n";
import { api } from "./client";
import type { Json } from "./types";

/** A schema of one setting, with its words in the reader's language. */
export interface SettingSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly Json[];
  readonly items?: SettingSchema;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly "x-means"?: string;
  readonly "x-offers"?: string;
  readonly "x-labels"?: Readonly<Record<string, string>>;
  readonly [more: string]: unknown;
}

export interface FieldTypeInfo {
  readonly type: string;
  readonly label: string;
  readonly help: string;
  readonly group: string;
  readonly icon: string;
  readonly words: readonly string[];
  /** Words in a field's name that suggest this type, of every language; in small letters. */
  readonly named: readonly string[];
  readonly schema: { readonly properties: Readonly<Record<string, SettingSchema>>; readonly required?: readonly string[] };
  readonly defaults: Readonly<Record<string, Json>>;
}

const NONE: readonly FieldTypeInfo[] = [];

/** All types that can be used; [] while they are read. */
export function useFieldTypes(): readonly FieldTypeInfo[] {
  const language = useLanguage();
  return useQuery({ queryKey: ["field-types", language], queryFn: () => api.get<FieldTypeInfo[]>("/field-types"), staleTime: Infinity, placeholderData: (old) => old }).data ?? NONE;
}

/** The settings that a type cannot begin without. */
export const needed = (info: FieldTypeInfo): string[] => (info.schema.required ?? []).filter((key) => key !== "type" && !(key in info.defaults));
