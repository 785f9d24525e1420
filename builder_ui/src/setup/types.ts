import type { Json } from "@/api/types";

/** JSON Schema as the server tells it of kinds of view and chart, in the reader's language. */
export interface SettingSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly Json[];
  readonly "x-labels"?: Readonly<Record<string, string>>;
  readonly "x-means"?: string;
  readonly "x-offers"?: string;
  readonly "x-types"?: readonly string[];
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
  readonly items?: SettingSchema;
  readonly additionalProperties?: boolean | SettingSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
}

/** A kind of view or of chart. */
export interface KindInfo {
  readonly type: string;
  readonly label: string;
  readonly help: string | null;
  readonly schema: SettingSchema;
  /** Of a chart: one figure, or points along something. */
  readonly shape?: "figure" | "points";
}

export type Tree = { [key: string]: Json };

export interface Edit {
  readonly op: string;
  readonly [key: string]: Json;
}
