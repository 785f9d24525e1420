// What the server answers about a draft, and what may be asked of it.
import type { AppDef, Json } from "@/api/types";

export type Tree = { [key: string]: Json };

/** The objects of an app as they are written, by kind and id; labels in the reader's language. */
export type Definition = { app: Tree } & { [kind: string]: Tree };

export type Severity = "safe" | "conversion" | "destroys";
export type Side = "ours" | "theirs";

export interface DraftProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly severity: "error" | "warning" | string;
  /** The object or part it is about: `form/customer/fields/name`. */
  readonly at: string;
}

export interface Choice {
  readonly path: string;
  readonly base: Json;
  readonly theirs: Json;
  readonly ours: Json;
  readonly sentence: string;
  readonly chosen: Side | null;
}

export interface Draft {
  readonly exists: boolean;
  readonly base: number;
  readonly live: number;
  readonly position: number;
  readonly steps: readonly { readonly label: string; readonly at: string }[];
  readonly changes: number;
  readonly problems: readonly DraftProblem[];
  readonly choices: readonly Choice[];
  readonly others: readonly { readonly who: string; readonly changes: number; readonly at: string }[];
  /** Ids that the edits of the last call made. */
  readonly made: readonly string[];
  readonly app: AppDef;
  readonly definition: Definition;
}

export interface NewFieldTree {
  readonly type: string;
  readonly label: string;
  readonly [setting: string]: Json;
}

export type Edit =
  | { readonly op: "set"; readonly at: string; readonly to: Json; readonly after?: string | null }
  | { readonly op: "remove"; readonly at: string }
  | { readonly op: "insert"; readonly at: string; readonly item: Json; readonly after?: string | null }
  | { readonly op: "move"; readonly at: string; readonly item: string; readonly to?: string; readonly after?: string | null }
  | { readonly op: "label"; readonly at: string; readonly text: string }
  | { readonly op: "add_field"; readonly form: string; readonly field: NewFieldTree; readonly section?: string; readonly after?: string | null; readonly beside?: boolean; readonly views?: readonly string[]; readonly in?: string }
  | { readonly op: "copy_field" | "delete_field"; readonly form: string; readonly field: string }
  | { readonly op: "change_type"; readonly form: string; readonly field: string; readonly type: string }
  | { readonly op: "add_object"; readonly kind: string; readonly tree: Tree }
  | { readonly op: "copy_object"; readonly at: string; readonly label?: string }
  | { readonly op: "delete_object"; readonly at: string }
  | { readonly op: "relate"; readonly one: string; readonly many: string; readonly label_many: string; readonly label_one: string }
  | { readonly op: "rename_option"; readonly form: string; readonly field: string; readonly option: string; readonly to: string }
  | { readonly op: "merge_options"; readonly form: string; readonly field: string; readonly options: readonly string[]; readonly into: string };

export interface PlanChange {
  readonly path: string;
  readonly group: string;
  readonly kind: "added" | "removed" | "changed";
  readonly sentence: string;
  readonly severity: Severity;
  readonly before: Json;
  readonly after: Json;
  readonly rows?: number | null;
  readonly lost?: number | null;
  readonly samples?: readonly { readonly record: number; readonly title: string; readonly value: string }[];
  readonly used_in?: readonly Use[];
}

export interface Use {
  readonly path: string;
  readonly kind?: string;
  readonly label: string;
  readonly sentence: string;
}

export interface Plan {
  readonly hash: string;
  readonly live: number;
  readonly severity: Severity;
  readonly changes: readonly PlanChange[];
  readonly runs_in_flight: number;
  readonly problems: readonly DraftProblem[];
  readonly backup_first: boolean;
}

export type { FieldTypeInfo, SettingSchema } from "@/api/fieldTypes";
