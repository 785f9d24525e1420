import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { CheckAnswer, FormDef, RecordData, Value, Values } from "@/api/types";
import { useLanguage } from "@/i18n";
import { same, toSend } from "@/lib/values";
import type { Program } from "@/logic";
import { useDebouncedValue } from "@/ui/hooks";

interface Situation {
  base: RecordData | null;
  /** With what is worked out. */
  values: Values;
  /** What would be sent. */
  changes: Values;
}

const NOTHING: Readonly<Record<string, string>> = {};

/** The rules about whose values there is something to ask: all are filled, and one is not as it is stored. */
export function asksAbout(program: Program | undefined, form: FormDef, { base, values }: Pick<Situation, "base" | "values">): Values | null {
  const sent = (name: string, value: Value) => (value === "" ? null : ((form.fields[name] ? toSend(form.fields[name], value) : value) ?? null));
  const asked = (program?.unique ?? []).filter(
    ({ fields, reads }) => fields.every((name) => sent(name, values[name]) !== null) && (!base || [...fields, ...reads].some((name) => !same(sent(name, values[name]), sent(name, base[name])))),
  );
  const names = [...new Set(asked.flatMap(({ fields, reads }) => [...fields, ...reads]))].sort();
  return asked.length ? Object.fromEntries(names.map((name) => [name, sent(name, values[name])])) : null;
}

/** Messages of fields whose value another record has, asked a moment after the last key. */
export function useTaken(app: string, form: FormDef, program: Program | undefined, { base, values, changes }: Situation): Readonly<Record<string, string>> {
  const language = useLanguage();
  const now = useMemo(() => JSON.stringify(asksAbout(program, form, { base, values })), [program, form, base, values]);
  const [settled] = useDebouncedValue(now, 300);
  const answer = useQuery({
    queryKey: [...keys.form(app, form.id), "taken", base?.id ?? null, settled, language],
    queryFn: async ({ signal }) => {
      const { errors } = await api.post<CheckAnswer>(`${recordsPath(app, form.id)}/check`, { values: { ...changes, ...(JSON.parse(settled) as Values) }, id: base?.id ?? null }, { signal });
      return Object.fromEntries(errors.filter(({ code }) => code === "value.not_unique").map(({ path, message }) => [path, message]));
    },
    enabled: settled !== "null",
    staleTime: 10_000,
    gcTime: 30_000,
    retry: false,
  });
  // An answer about other values says nothing of these.
  return settled === now && now !== "null" ? (answer.data ?? NOTHING) : NOTHING;
}
