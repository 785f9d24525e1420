// The shapes that the server answers with, as the screens use them.

import type { ViewKeys } from "./viewKeys";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
/** A record's value as it travels; what it may be depends on the field's type. */
export type Value = Json | undefined;
export type Values = Record<string, Value>;

export interface Account {
  id: number;
  user_id: number | null;
  name: string;
  email: string;
  is_admin: boolean;
  language: string | null;
  theme: "light" | "dark" | "system" | null;
}

export interface DemoPerson {
  email: string;
  name: string;
  role_labels: string[];
}

export interface AuthState {
  needs_setup: boolean;
  account: Account | null;
  demo_people?: DemoPerson[];
  languages: string[];
}

export interface AppSummary {
  id: string;
  label: string;
  icon: string | null;
  color: string | null;
  version: number;
  home: string | null;
  description?: string | null;
  can_edit: boolean;
}

export interface OptionDef {
  id: string;
  label: string;
  color?: string | null;
  values?: Record<string, Json>;
}

export interface FieldSettings {
  decimals?: number;
  currency?: string;
  min?: string | number | null;
  max?: string | number | null;
  options?: OptionDef[];
  transitions?: Record<string, string[]> | null;
  /** Of options that depend on other values: what is asked of each; of a relation: what narrows its choices. */
  where?: string | null;
  to?: string;
  to_app?: string;
  many?: boolean;
  inverse?: string | null;
  /** A relation with a condition: the fields of the record, and of a subform's row, that decide what is offered. */
  asks?: { record: string[]; row: string[] };
  columns?: string[];
  fields?: Record<string, FieldDef>;
  returns?: string;
  /** Of what is worked out: the type and settings of its value. */
  result?: { type: string } & Record<string, unknown>;
  [key: string]: unknown;
}

export interface FieldDef {
  id: string;
  type: string;
  label: string;
  help?: string | null;
  required: boolean;
  unique?: boolean;
  readonly: boolean;
  /** This reader sees stars in its place. */
  masked?: boolean;
  computed: null | "stored" | "later" | string;
  settings: FieldSettings;
  can: { read: boolean; write: boolean };
  sortable: boolean;
  filterable: boolean;
  operators: string[];
}

export interface LayoutSection {
  id: string;
  label: string | null;
  columns: number;
  items: string[];
  visible: string | null;
  /** A tab beside its neighbours, or the first section of a further page. */
  display?: "section" | "tab" | "page";
}

export interface RelatedList {
  id: string;
  form: string;
  by: string;
  label: string;
  columns?: string[];
}

export interface FormDef {
  id: string;
  label: string;
  label_plural: string;
  icon: string | null;
  title_fields: string[];
  fields: Record<string, FieldDef>;
  order: string[];
  layout: LayoutSection[];
  related: RelatedList[];
  logic?: boolean;
  prints?: { id: string; label: string }[];
  /** What decides in a list which cells may be changed. */
  decides?: string[];
  views: string[];
  kanban_by?: string | null;
  can: { create: boolean; read: boolean; update: boolean; delete: boolean; export: boolean };
}

export interface ViewDef extends ViewKeys {
  id: string;
  form: string;
  label: string;
  type: string;
  where: string | null;
  sort: string[];
  columns: string[];
  lanes: { by: string; total?: string | null; limit?: Record<string, number>; hide_empty?: boolean } | null;
  card: { title?: string | null; lines?: string[]; badge?: string | null; color?: string | null } | null;
  widths?: Record<string, number> | null;
  generated?: boolean;
}

export interface DashboardDef {
  id: string;
  label: string;
  icon?: string | null;
  filters: { id: string; type: string; default: string | null; label: string }[];
  widgets: Record<string, { id: string; type: string; label: string }>;
  layout: { id: string; width: number }[];
}

export interface MenuGroup {
  id: string;
  label: string | null;
  items: { kind: "form" | "view" | "dashboard" | string; id: string; label: string; icon: string | null }[];
}

export interface AppDef {
  id: string;
  label: string;
  version: number;
  currency: string | null;
  home: string | null;
  icon?: string | null;
  color?: string | null;
  can_edit: boolean;
  written_in: string;
  menu: MenuGroup[];
  forms: Record<string, FormDef>;
  views: Record<string, ViewDef>;
  dashboards: Record<string, DashboardDef>;
  rules: Record<string, { id: string; label: string; help?: string | null; enabled: boolean; form: string | null; event?: string }>;
  roles: Record<string, { id: string; label: string }>;
}

export type RecordData = Values & {
  id: number;
  revision: number;
  _title?: string;
  /** Fields whose values a job is still working out. */
  _stale?: string[];
};

export interface RecordList {
  records: RecordData[];
  next: string | null;
  count: number | null;
  /** Fields whose values a job is still working out. */
  stale?: string[];
}

export interface PickerRow {
  id: number;
  title: string;
  subtitle?: string | null;
}

export interface FieldLogic {
  visible?: boolean;
  required?: boolean;
  readonly?: boolean;
  /** Of options that depend on other values: those open now; absent: all of them. */
  options?: readonly string[];
  /** The value is not one of those open now. */
  unfit?: boolean;
}

export interface CheckAnswer {
  errors: { path: string; code: string; message: string }[];
  fields: Record<string, FieldLogic>;
  values: Values;
  /** The parts of the form's logic and layout whose condition holds. */
  rules?: string[];
  sections?: string[];
  /** Fields that the person's rights close on this record. */
  locked?: string[];
  /** Of subforms with logic: what holds in each row, in the order of the rows in `values`. */
  rows?: Record<string, RowAnswer[]>;
}

export interface RowAnswer {
  rules: string[];
  fields: Record<string, FieldLogic>;
}

export interface FileValue {
  id: string;
  name: string;
  size: number;
  type: string;
}

export interface Change {
  at: string;
  actor: { id: number | null; name: string | null; key?: string | null } | null;
  origin: string | null;
  rule?: string | null;
  what?: string;
  /** `row` and `column`: a computed cell of a subform. */
  fields: { field: string; row?: number; column?: string; old: Json; new: Json }[];
}

export interface History {
  changes: Change[];
  created: { at: string; actor: { id: number | null; name: string | null; key?: string | null } | null; origin: string | null } | null;
}

export interface NotificationRow {
  id: number;
  text: string;
  at: string;
  read: boolean;
  app: string | null;
  form: string | null;
  record: number | null;
  source: { kind: string; id: string; label: string } | null;
}

export interface Notifications {
  notifications: NotificationRow[];
  unread: number;
}
