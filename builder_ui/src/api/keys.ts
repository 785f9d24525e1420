/** Query keys, from general to particular, so that a change can invalidate exactly what it touches. */
export const keys = {
  auth: ["auth"] as const,
  apps: ["apps"] as const,
  app: (app: string) => ["app", app] as const,
  templates: ["templates"] as const,
  jobs: ["jobs"] as const,
  job: (id: number) => ["jobs", id] as const,
  notifications: ["notifications"] as const,
  users: ["users"] as const,
  /** Everything read from one form: lists, single records, pickers, aggregates. */
  form: (app: string, form: string) => ["records", app, form] as const,
  list: (app: string, form: string, params: unknown) => ["records", app, form, "list", params] as const,
  record: (app: string, form: string, id: number) => ["records", app, form, "one", id] as const,
  history: (app: string, form: string, id: number) => ["records", app, form, "history", id] as const,
  picker: (app: string, form: string, params: unknown) => ["records", app, form, "picker", params] as const,
  aggregate: (app: string, form: string, params: unknown) => ["records", app, form, "aggregate", params] as const,
  dashboard: (app: string, dashboard: string, params: unknown) => ["dashboard", app, dashboard, params] as const,
  dashboards: (app: string) => ["dashboard", app] as const,
  runs: (app: string, params?: unknown) => (params === undefined ? (["runs", app] as const) : (["runs", app, params] as const)),
  search: (app: string, text: string) => ["search", app, text] as const,
};
