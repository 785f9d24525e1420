import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useApps } from "@/api/queries";
import type { Sent } from "@/api/sent";
import type { AppDef } from "@/api/types";
import { useLanguage } from "@/i18n";

export interface UserRow {
  id: number;
  name: string;
  email: string;
  department: { id: number; title: string } | number | null;
  active: boolean;
  roles: { app: string; role: string; label: string }[];
}

export interface RoleRow {
  id: string;
  label: string;
}

export interface AppRoles {
  app: string;
  label: string;
  roles: RoleRow[];
}

export function useUsers(search: string) {
  const language = useLanguage();
  return useQuery({ queryKey: [...keys.users, search, language], queryFn: () => api.get<{ users: UserRow[] }>("/users", { query: { search } }), placeholderData: keepPreviousData, select: (data) => data.users });
}

/** The roles of every app: what a person can be given. */
export function useRoles(enabled: boolean) {
  const language = useLanguage();
  const apps = useApps().data ?? [];
  const own = apps.filter((app) => app.id !== "company");
  return useQuery({
    queryKey: [...keys.users, "roles", language, own.map((app) => app.id)],
    enabled: enabled && own.length > 0,
    queryFn: async (): Promise<AppRoles[]> => Promise.all(own.map(async (app) => ({ app: app.id, label: app.label, roles: Object.values((await api.get<AppDef>(`/apps/${app.id}`)).roles) }))),
  });
}

export function useSaveUser() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (save: { id: null; input: Sent<"NewPerson"> } | { id: number; input: Sent<"ChangedPerson"> }) => (save.id === null ? api.post<unknown>("/users", save.input) : api.patch<unknown>(`/users/${save.id}`, save.input)),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.users }),
  });
}
