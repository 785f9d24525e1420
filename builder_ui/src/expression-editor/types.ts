/** What the server answers while an expression is written. */
export type Use = "value" | "condition" | "filter" | "formula";

export interface ExpressionProblem {
  readonly code: string;
  readonly message: string;
  /** Offsets in the text as it was sent, counted in code points. */
  readonly start: number;
  readonly end: number;
}

export interface TriedValue {
  readonly state: "value" | "empty" | "error" | "hidden" | "later";
  readonly shown: string;
  readonly error: string | null;
  readonly message: string | null;
}

export interface Tried {
  /** The text that files hold; null while it cannot be read. */
  readonly ids: string | null;
  /** The same with labels. */
  readonly shown: string;
  readonly problems: readonly ExpressionProblem[];
  readonly type: { readonly kind: string; readonly label: string } | null;
  /** The type of a field that holds it; null where none does. */
  readonly returns: string | null;
  /** It changes with time or settings alone. */
  readonly clock: boolean;
  /** Databases can compute it: lists can be filtered and sorted by it. */
  readonly sql: boolean;
  readonly value: TriedValue | null;
}

export interface Word {
  readonly id: string;
  readonly label: string;
  readonly others: readonly string[];
  /** As it is put into the text: `{Customer}`. */
  readonly write: string;
  readonly kind: string;
  readonly type: string;
  readonly type_label: string;
  readonly field_type: string | null;
  readonly system: boolean;
  readonly many: boolean;
  /** More names stand behind it: those of this form. */
  readonly to: string | null;
  readonly options: readonly { readonly id: string; readonly label: string }[];
}

export interface KnownFunction {
  readonly name: string;
  readonly also: readonly string[];
  readonly signature: string;
  readonly parameters: readonly { readonly name: string; readonly label: string; readonly optional: boolean; readonly many: boolean }[];
  readonly sentence: string;
  readonly words: readonly string[];
  readonly example: string | null;
}
