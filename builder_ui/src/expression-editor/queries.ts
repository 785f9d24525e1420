import type { QueryClient } from "@tanstack/react-query";
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { PickerRow } from "@/api/types";
import { currentLanguage, useLanguage } from "@/i18n";
import type { KnownFunction, Tried, Use, Word } from "./types";

/** Over which forms expressions are meant: the live ones, or those of the person's draft after so many steps. */
export interface Over {
  readonly path: string;
  readonly stamp: number;
}

const LIVE: Over = { path: "", stamp: 0 };
export const overDraft = (position: number): Over => ({ path: "/draft", stamp: position });
export const OverContext = createContext(LIVE);

const place = (app: string, over: Over, form: string): string => `/apps/${app}${over.path}/forms/${form}`;

export interface Asked {
  readonly over?: Over;
  readonly app: string;
  readonly form: string;
  readonly text: string;
  readonly use: Use;
  readonly record?: number | null;
  /** `ids`: as files hold it; else with labels, as people write. */
  readonly spelled?: "labels" | "ids";
}

/** Asks the server once what an expression means. */
export const tryExpression = ({ over = LIVE, app, form, text, use, record = null, spelled = "labels" }: Asked, signal?: AbortSignal): Promise<Tried> =>
  api.post<Tried>(`${place(app, over, form)}/expressions`, { text, use, record, spelled }, signal ? { signal } : {});

/** What an expression means, asked again as it changes; `of` is the text that the answer speaks of. */
export function useTried(asked: Asked, enabled = true) {
  const language = useLanguage();
  const over = useContext(OverContext);
  const { app, form, text, use, record, spelled } = asked;
  return useQuery({
    // Under the form's key: a changed record changes the value.
    queryKey: [...keys.form(app, form), "expression", over, use, record ?? null, spelled ?? "labels", language, text],
    queryFn: async ({ signal }) => ({ of: text, tried: await tryExpression({ ...asked, over }, signal) }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 60_000,
    retry: false,
    enabled,
  });
}

/** How an expression of ids reads with labels; undefined while it is asked. */
export function useShown(app: string, form: string, ids: string, use: Use) {
  const language = useLanguage();
  const over = useContext(OverContext);
  return useQuery({
    queryKey: [...keys.app(app), "shown", over, form, language, ids],
    queryFn: async () => (ids === "" ? "" : (await tryExpression({ over, app, form, text: ids, use, spelled: "ids" })).shown),
    staleTime: Infinity,
    retry: false,
  });
}

const vocabulary = (over: Over, app: string, form: string, of: string | null) =>
  queryOptions({
    queryKey: [...keys.app(app), "vocabulary", over, form, of, currentLanguage()],
    queryFn: async () => (await api.get<{ names: Word[] }>(`${place(app, over, form)}/vocabulary`, { query: { of } })).names,
    staleTime: 5 * 60_000,
  });

const means = (word: Word, name: string): boolean => word.id === name || word.label === name || word.others.includes(name);

/** The names that stand behind a path; [] where it leads nowhere. */
async function wordsBehind(client: QueryClient, over: Over, app: string, form: string, path: readonly string[]): Promise<Word[]> {
  let words = await client.ensureQueryData(vocabulary(over, app, form, null));
  for (const name of path) {
    const to = words.find((word) => means(word, name))?.to;
    if (!to) return [];
    words = await client.ensureQueryData(vocabulary(over, app, form, to));
  }
  return words;
}

/** The names at a place, and the options of what is compared there. */
export function useWords(app: string, form: string, path: readonly string[], compared: readonly string[] | null) {
  const client = useQueryClient();
  const language = useLanguage();
  const over = useContext(OverContext);
  return useQuery({
    queryKey: [...keys.app(app), "words", over, form, path, compared, language],
    queryFn: async () => {
      const last = compared?.at(-1);
      const beside = compared && last !== undefined ? (await wordsBehind(client, over, app, form, compared.slice(0, -1))).find((word) => means(word, last)) : undefined;
      return { words: await wordsBehind(client, over, app, form, path), options: beside?.options ?? [] };
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

const NO_FUNCTIONS: readonly KnownFunction[] = [];

/** All functions, asked once a visit and language. */
export function useFunctions(): readonly KnownFunction[] {
  const language = useLanguage();
  const query = useQuery({
    queryKey: ["functions", language],
    queryFn: async () => (await api.get<{ functions: KnownFunction[] }>("/functions")).functions,
    staleTime: Infinity,
  });
  return query.data ?? NO_FUNCTIONS;
}

/** Some records to try an expression on. */
export function useSamples(app: string, form: string) {
  return useQuery({
    queryKey: keys.picker(app, form, "samples"),
    queryFn: async () => (await api.get<{ records: PickerRow[] }>(`${recordsPath(app, form)}/picker`, { query: { limit: 30 } })).records,
    staleTime: 60_000,
  });
}
