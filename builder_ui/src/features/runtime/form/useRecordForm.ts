import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { api, ifMatch } from "@/api/client";
import { isApiError } from "@/api/errors";
import { keys } from "@/api/keys";
import { recordQuery, recordsPath, relationFields } from "@/api/queries";
import type { CheckAnswer, FormDef, RecordData, Value, Values } from "@/api/types";
import { useLanguage, useT } from "@/i18n";
import { changesOf, same, toSend } from "@/lib/values";
import { useDebouncedValue } from "@/ui/hooks";
import { certain } from "../logic/errors";
import { useProgram } from "../logic/useProgram";
import { allClosedOptions, fieldOfPath, problemOf, problemsOf, refusals, sectionsOf, visible } from "./model";
import { usePages } from "./usePages";
import { useTaken } from "./useTaken";

interface Options {
  app: string;
  form: FormDef;
  /** The stored record while editing, null for a new one. */
  record: RecordData | null;
  /** Filled in from the start: a related list's parent, a search text. */
  prefill: Values;
  /** What the server already said about these values. */
  refused?: Readonly<Record<string, string>> | undefined;
  /** A form that is not live yet: the browser alone works it out, and nothing is sent. */
  preview?: boolean;
}

export interface Conflict {
  current: RecordData;
  mine: Values;
}

/** The state of one create or edit form: typed values, what the server makes of them, messages, saving. */
export function useRecordForm({ app, form, record, prefill, refused, preview = false }: Options) {
  const t = useT("runtime", "record");
  const language = useLanguage();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Values>(prefill);
  const [base, setBase] = useState<RecordData | null>(record);
  const [problems, setProblems] = useState<Record<string, string>>({ ...refused });
  const [general, setGeneral] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [attempts, setAttempts] = useState(refused ? 1 : 0);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const saved = useRef(false);

  const running = useProgram(app, form);
  const program = running.data?.program;
  const mayAsk = !preview && (running.isError || (program?.asks ?? false));
  const [asked, setAsked] = useState<Values | null>(null);

  // What the browser cannot know (other records, what this person may not see) the server works out, with one meaning.
  const check = useQuery({
    queryKey: [...keys.form(app, form.id), "check", base?.id ?? null, base?.revision ?? 0, asked, language],
    queryFn: async ({ signal }) => ({ said: await api.post<CheckAnswer>(`${recordsPath(app, form.id)}/check`, { values: asked, id: base?.id ?? null }, { signal }), asked: asked ?? {} }),
    placeholderData: (old) => old,
    enabled: mayAsk && asked !== null,
    staleTime: 0,
    gcTime: 30_000,
    retry: false,
  });

  // When the server cannot be reached, its last word stands.
  const last = useRef(check.data);
  if (check.data) last.current = check.data;
  const answer = last.current ?? null;

  const worked = useMemo(() => running.data?.work({ base, typed, answer }) ?? { values: { ...base, ...typed }, states: answer?.said.fields ?? {}, rows: {}, errors: [] }, [running.data, base, typed, answer]);
  const { states: logic, rows } = worked;
  // Rows are shown with what is worked out in them, but go on as they were typed.
  const values: Values = useMemo(() => ({ ...worked.values, ...typed }), [worked, typed]);

  // What stands in a field that is not there now is kept for when it comes back, and not sent.
  const changes = useMemo(() => {
    const shown = Object.fromEntries(Object.entries(typed).filter(([name]) => visible(logic, name)));
    const there = running.data?.withoutCells(shown, base, rows) ?? shown;
    return base ? changesOf(form, there, base) : Object.fromEntries(Object.entries(there).map(([name, value]) => [name, form.fields[name] ? toSend(form.fields[name], value) : value]));
  }, [typed, base, form, logic, rows, running.data]);
  const [settled] = useDebouncedValue(changes, 250);
  if (mayAsk && (asked === null || JSON.stringify(settled) !== JSON.stringify(asked))) setAsked(settled);

  const sections = useMemo(() => sectionsOf(form, logic, { computed: record ? "all" : (program?.live ?? new Set()) }), [form, logic, record, program]);

  const paging = usePages(sections);

  const set = useCallback((field: string, value: Value) => {
    setTyped((old) => ({ ...old, [field]: value }));
    setProblems((old) => Object.fromEntries(Object.entries(old).filter(([path]) => path !== field && !path.startsWith(`${field}.`))));
    setGeneral(null);
  }, []);

  /** Leaving a field says what is wrong with it; before that, nobody is told off while typing. */
  const leave = (id: string) => {
    setLeft((old) => new Set(old).add(id));
    const field = form.fields[id];
    if (!field || !(id in typed)) return;
    const message = problemOf(field, typed[id], logic, language, t);
    if (message) setProblems((old) => ({ ...old, [id]: message }));
  };

  const refuse = async (error: unknown, sent: Values) => {
    if (isApiError(error, 412) && base) {
      // Read again instead of using the answer's copy: linked records need their titles to be compared.
      const current = await api.get<RecordData>(`${recordsPath(app, form.id)}/${base.id}`, { query: { expand: relationFields(form) } }).catch(() => error.problem.current as RecordData | undefined);
      if (current) return setConflict({ current, mine: sent });
    }
    if (isApiError(error) && error.errors.length > 0) {
      const known: Record<string, string> = {};
      const other: string[] = [];
      for (const { path, message } of error.errors) {
        if (form.fields[fieldOfPath(path)]) known[path] ??= message;
        else other.push(message);
      }
      setProblems(known);
      setGeneral(other.length > 0 ? other.join(" ") : Object.keys(known).length > 0 ? null : error.message);
    } else if (isApiError(error, 0)) setGeneral(t("errors:offline"));
    else setGeneral((error as Error).message || t("errors:unknown"));
    setAttempts((count) => count + 1);
  };

  const send = async (sent: Values, on: RecordData | null): Promise<RecordData | null> => {
    setSaving(true);
    try {
      const query = { expand: relationFields(form) };
      const path = recordsPath(app, form.id);
      const answer = on ? await api.patch<RecordData>(`${path}/${on.id}`, sent, { query, headers: ifMatch(on.revision) }) : await api.post<RecordData>(path, sent, { query });
      saved.current = true;
      await Promise.all([client.invalidateQueries({ queryKey: keys.form(app, form.id) }), client.invalidateQueries({ queryKey: keys.dashboards(app) })]);
      // The answer to a write has no titles; the page that follows needs the whole record anyway.
      return await client.fetchQuery({ ...recordQuery(app, form, answer.id), staleTime: 0 }).catch(() => answer);
    } catch (error) {
      await refuse(error, sent);
      return null;
    } finally {
      setSaving(false);
    }
  };

  const submit = async (): Promise<RecordData | null> => {
    if (saving) return null;
    const found = problemsOf(sections, { values, worked: worked.values, logic, rows }, language, t);
    setProblems(found);
    setGeneral(null);
    setLeft(new Set(form.order));
    if (Object.keys(found).length > 0 || certain(worked.errors).length > 0) {
      setAttempts((count) => count + 1);
      return null;
    }
    if (preview) return { id: 0, revision: 0 };
    if (base && Object.keys(changes).length === 0) {
      saved.current = true;
      return base;
    }
    return send(changes, base);
  };

  /** After a conflict: `mine` names the fields whose own value is kept; the rest becomes what the other person saved. */
  const settle = async (mine: readonly string[]): Promise<RecordData | null> => {
    if (!conflict) return null;
    const kept: Values = {};
    for (const [name, value] of Object.entries(typed)) {
      const untouched = base && form.fields[name] && same(toSend(form.fields[name], conflict.current[name]), toSend(form.fields[name], base[name]));
      if (mine.includes(name) || untouched) kept[name] = value;
    }
    const next = { ...base, ...conflict.current };
    setConflict(null);
    setTyped(kept);
    setBase(next);
    const rest = changesOf(form, kept, next);
    if (Object.keys(rest).length > 0) return send(rest, next);
    saved.current = true;
    return next;
  };

  const reset = () => {
    saved.current = false;
    setTyped(prefill);
    setProblems({});
    setGeneral(null);
    setLeft(new Set());
  };

  // The form's own rules speak as soon as one has left a field that they read, and fall silent when they are content.
  const said = refusals(form, worked.errors, left, logic);
  const taken = useTaken(app, form, preview ? undefined : program, { base, values: worked.values, changes });
  const shown = { ...taken, ...said.byField, ...allClosedOptions(sections, { values: worked.values, logic, rows }, t), ...problems };
  const dirty = Object.keys(changes).some((name) => !(name in prefill) || !same(typed[name], prefill[name]));
  const ruled = new Set(worked.errors.flatMap(({ field }) => (field ? [field] : [])));
  return { values, typed, changes, ruled, worked: worked.values, sections, paging, logic, rows, problems: shown, general: general ?? said.general, saving, conflict, attempts, dirty, set, leave, submit, settle, reset, dropConflict: () => setConflict(null), isSaved: () => saved.current, base, preview };
}

export type RecordForm = ReturnType<typeof useRecordForm>;
