import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { currentLanguage, useLanguage } from "@/i18n";
import { api, BASE, ifMatch } from "./client";
import { keys } from "./keys";
import type { AppDef, AppSummary, AuthState, FieldDef, FormDef, History, Notifications, RecordData, Values } from "./types";
import type { Job, TemplateSummary } from "./work";

declare global {
  interface Window {
    /** The request that boot.js started before the scripts had arrived. */
    formwrightAuthState?: Promise<Response | null>;
  }
}

export async function fetchAuthState(): Promise<AuthState> {
  const early = window.formwrightAuthState;
  delete window.formwrightAuthState;
  const response = early ? await early : null;
  if (response?.ok) return (await response.json()) as AuthState;
  return api.get<AuthState>("/auth/state");
}

export const useAuthState = () => useQuery({ queryKey: keys.auth, queryFn: fetchAuthState, staleTime: Infinity });
export const useAccount = () => useAuthState().data?.account ?? null;

// Labels come in the reader's language: it is part of every key whose answer carries labels.
export function useApps() {
  const language = useLanguage();
  return useQuery({ queryKey: [...keys.apps, language], queryFn: () => api.get<{ apps: AppSummary[] }>("/apps"), select: (data) => data.apps, placeholderData: (old) => old });
}

export interface Led {
  confirm: string | null;
  url?: string;
  app?: string;
  form?: string;
  values?: Values;
}

/** Where a button of a record leads. */
export const press = (app: string, form: string, record: number, field: string): Promise<Led> => api.post<Led>(`${recordsPath(app, form)}/${record}/press/${field}`, {});

/**
 * Set once here, so that no screen has to ask: money without a currency of its own (a formula's) is in the app's; what
 * this reader sees as stars is shown as stars, whatever its type.
 */
function asShown(app: AppDef): AppDef {
  const fill = (field: FieldDef): void => {
    if (app.currency && !field.settings.currency && (field.type === "money" || field.settings.returns === "money")) field.settings.currency = app.currency;
    if (field.masked) field.settings.hides = field.type;
    if (field.masked) field.type = "masked";
    for (const column of Object.values(field.settings.fields ?? {})) fill(column);
  };
  for (const form of Object.values(app.forms)) for (const field of Object.values(form.fields)) fill(field);
  return app;
}

export const appQuery = (app: string, language = currentLanguage()) => ({
  queryKey: [...keys.app(app), language],
  queryFn: async () => asShown(await api.get<AppDef>(`/apps/${app}`)),
  staleTime: 5 * 60_000,
});

/** The resolved app: menu, forms, views, dashboards, as this person may see them. */
export function useApp(app: string | null | undefined) {
  const language = useLanguage();
  return useQuery({ ...appQuery(app ?? "", language), enabled: Boolean(app), placeholderData: (old: AppDef | undefined) => (old?.id === app ? old : undefined) });
}

/** One form of an app; undefined while loading or when the person may not see it. */
export function useForm(app: string, form: string): FormDef | undefined {
  return useApp(app).data?.forms[form];
}

export function useTemplates() {
  const language = useLanguage();
  return useQuery({ queryKey: [...keys.templates, language], queryFn: () => api.get<{ templates: TemplateSummary[] }>("/templates"), select: (data) => data.templates });
}

const ENDED = new Set(["done", "failed", "cancelled"]);
export const jobEnded = (job: Job | undefined): boolean => job !== undefined && ENDED.has(job.state);

/** Follows a job until it ends: events tell early, polling makes sure. */
export function useJob(id: number | null) {
  return useQuery({ queryKey: keys.job(id ?? 0), queryFn: () => api.get<Job>(`/jobs/${id}`), enabled: id !== null, staleTime: 0, refetchInterval: (query) => (jobEnded(query.state.data) ? false : 600) });
}

export function useNotifications(limit = 50) {
  return useQuery({ queryKey: [...keys.notifications, limit], queryFn: () => api.get<Notifications>("/me/notifications", { query: { limit } }), refetchInterval: 120_000 });
}

export const recordsPath = (app: string, form: string): string => `/apps/${app}/forms/${form}/records`;

/** The relation fields of a form: what has to be expanded so that titles can be shown. */
export const relationFields = (form: FormDef): string[] => form.order.filter((id) => form.fields[id]?.can.read !== false && (form.fields[id]?.settings.to !== undefined || ["user", "department", "relation"].includes(form.fields[id]?.type ?? "")));

export const recordQuery = (app: string, form: FormDef, id: number) => ({
  queryKey: [...keys.record(app, form.id, id), currentLanguage()],
  queryFn: () => api.get<RecordData>(`${recordsPath(app, form.id)}/${id}`, { query: { expand: [...relationFields(form), "created_by"] } }),
});

export const useHistory = (app: string, form: string, id: number) =>
  useQuery({ queryKey: [...keys.history(app, form, id), useLanguage()], queryFn: () => api.get<History>(`${recordsPath(app, form)}/${id}/history`) });

export interface UpdateInput {
  id: number;
  revision: number;
  values: Values;
}

/** Changes one record; a 412 carries the record as it is now in `error.problem.current`. */
export function useUpdateRecord(app: string, form: FormDef) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision, values }: UpdateInput) => api.patch<RecordData>(`${recordsPath(app, form.id)}/${id}`, values, { headers: ifMatch(revision), query: { expand: relationFields(form) } }),
    onSuccess: (_record, { id }) => {
      void client.invalidateQueries({ queryKey: keys.record(app, form.id, id) });
      void client.invalidateQueries({ queryKey: keys.form(app, form.id) });
      void client.invalidateQueries({ queryKey: keys.dashboards(app) });
    },
  });
}

export function useCreateRecord(app: string, form: FormDef) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: Values) => api.post<RecordData>(recordsPath(app, form.id), values, { query: { expand: relationFields(form) } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.form(app, form.id) });
      void client.invalidateQueries({ queryKey: keys.dashboards(app) });
    },
  });
}

export function useDeleteRecord(app: string, form: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision }: { id: number; revision?: number }) => api.remove(`${recordsPath(app, form)}/${id}`, revision === undefined ? {} : { headers: ifMatch(revision) }),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.form(app, form) }),
  });
}

export const restoreRecord = (app: string, form: string, id: number) => api.post(`${recordsPath(app, form)}/${id}/restore`);

/** A small picture of a picture; `small` 96, `medium` 320, `large` 1600 pixels on its longer side. */
export const thumbnailAddress = (file: string, size: "small" | "medium" | "large"): string => `${BASE}/files/${file}/thumbnail?size=${size}`;

export const fileAddress = (file: string, place: string): string => `${BASE}/files/${file}?record=${encodeURIComponent(place)}`;
