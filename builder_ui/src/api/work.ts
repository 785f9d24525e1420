import type { Json } from "./types";

export interface TemplateSummary {
  id: string;
  label: string;
  description: string | null;
  version: string;
  languages: string[];
  forms: number;
  rules: number;
  dashboards: number;
  roles: number;
  installed: boolean;
  /** The gallery has another version than the app was installed from. */
  upgrade: boolean;
}

export interface Job {
  id: number;
  type: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  label: string | null;
  progress: { done: number; total: number | null; step?: string | null; step_label?: string | null } | null;
  result: Record<string, Json> | null;
  error: { title: string; code: string } | null;
  started_at: string | null;
  ended_at: string | null;
}
