import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useLanguage } from "@/i18n";
import type { Draft, Edit, Plan, Side, Use } from "../model/types";
import type { DraftCalls } from "./session";

const path = (app: string): string => `/apps/${app}/draft`;

export const draftKey = (app: string): readonly unknown[] => [...keys.app(app), "draft"];

/** The person's draft of an app. */
export function useServerDraft(app: string) {
  const language = useLanguage();
  return useQuery({ queryKey: [...draftKey(app), language], queryFn: () => api.get<Draft>(path(app)), staleTime: 0, gcTime: 0, refetchOnWindowFocus: true, refetchInterval: 30_000 });
}

export const draftCalls = (app: string): DraftCalls => ({
  read: () => api.get<Draft>(path(app)),
  edit: (position: number, edits: readonly Edit[], label) => api.post<Draft>(`${path(app)}/edits`, { position, edits, ...(label ? { label } : {}) }),
  undo: (position) => api.post<Draft>(`${path(app)}/undo`, { position }),
  redo: (position) => api.post<Draft>(`${path(app)}/redo`, { position }),
  choose: (choices: Readonly<Record<string, Side>>) => api.post<Draft>(`${path(app)}/choices`, { choices }),
  drop: () => api.remove<Draft | undefined>(path(app)),
});

export const makePlan = (app: string): Promise<Plan> => api.post<Plan>(`${path(app)}/plan`);

export interface PublishedDraft {
  readonly version: number;
  readonly backup: string | null;
  readonly job?: number | null;
}

export const publishDraft = (app: string, plan: string, note: string, destroy: boolean): Promise<PublishedDraft> => api.post<PublishedDraft>(`${path(app)}/publish`, { plan, note, ...(destroy ? { destroy } : {}) });

export interface Usage {
  readonly used_in: readonly Use[];
  readonly values: number;
}

export const readUsage = (app: string, at: string): Promise<Usage> => api.get<Usage>(`/apps/${app}/usage`, { query: { at } });

export interface Conversion {
  readonly rows: number;
  readonly converts: number;
  readonly fails: number;
  readonly samples: readonly { readonly record: number; readonly title: string; readonly value: string }[];
}

export const readConversion = (app: string, at: string, type: string): Promise<Conversion> => api.get<Conversion>(`/apps/${app}/conversion`, { query: { at, type } });

