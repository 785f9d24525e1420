/** What `GET …/records/{id}/why/{field}` answers. */
export interface Part {
  text: string;
  state: "value" | "empty" | "error" | "hidden";
  kind: string;
  value: unknown;
  shown: string;
  error: string | null;
  /** The result came through it; the other branch of an IF is not used. */
  used: boolean;
  record: { app: string; form: string; id: number; title: string } | null;
  parts: Part[];
}

export interface Counted {
  id: number;
  title: string;
  position?: number;
  state: Part["state"];
  shown: string;
  error?: string | null;
}

export interface Rollup {
  fn: string;
  /** The name of the figure in the reader's language. */
  said: string;
  measure: string | null;
  condition: string | null;
  app: string;
  form: string;
  subform: string | null;
  hidden: boolean;
  more_hidden: boolean;
  count: number;
  list: Counted[];
  where: string | null;
}

/** What the form's logic says about a field; `holds` null: what it depends on is not visible to the reader. */
export interface Condition {
  effect: "show" | "hide" | "require" | "readonly" | "error" | "section";
  holds: boolean | null;
  /** What is said to who is refused; the label of the section. */
  message: string | null;
  formula: Part | null;
}

export interface Why {
  id: number | null;
  field: string;
  label: string;
  type: string;
  kind: string | null;
  shown: string;
  formula: Part | null;
  rollup: Rollup | null;
  cause: { text: string | null; error: string | null; message: string } | null;
  copied?: boolean;
  follows?: boolean | null;
  conditions: Condition[];
}
