import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, RecordList, ViewDef } from "@/api/types";
import { both } from "@/conditions/expression";
import { cardFields } from "../cards/card";
import { expandOf } from "../table/useRows";
import type { CalendarEvent, Dates, Range } from "./model";
import { eventOf, rangeWhere } from "./model";

/** The most records that a range shows. */
export const MOST = 1000;

interface EventsQuery {
  app: string;
  form: FormDef;
  view: ViewDef;
  dates: Dates;
  range: Range;
  where: string | undefined;
  search: string | undefined;
  /** How many records without a date are wanted; 0: none. */
  undated: number;
}

/** The records in sight of a calendar, and those without a date; only what touches the days in sight is asked for. */
export function useEvents({ app, form, view, dates, range, where, search, undated }: EventsQuery) {
  const client = useQueryClient();
  const listKey = useMemo(() => keys.list(app, form.id, { calendar: view.id, where, search }), [app, form.id, view.id, where, search]);
  const rangeKey = useMemo(() => [...listKey, range.from, range.to], [listKey, range.from, range.to]);
  const fields = useMemo(() => [...new Set([...form.title_fields, ...cardFields(view), dates.start.id, ...(dates.end ? [dates.end.id] : [])])], [form, view, dates]);

  const read = (narrowed: string, limit: number, signal: AbortSignal) =>
    api.get<RecordList>(recordsPath(app, form.id), {
      query: { view: view.id, where: both(where ?? "", narrowed), search, fields, expand: expandOf(form, fields), sort: dates.start.id, limit, count: "exact" },
      signal,
    });
  const inRange = useQuery({
    queryKey: rangeKey,
    queryFn: ({ signal }) => read(rangeWhere(dates, range), MOST, signal),
    placeholderData: (old) => old,
  });
  const without = useQuery({
    queryKey: [...listKey, "undated", undated],
    queryFn: ({ signal }) => read(`${dates.start.id} = null`, undated, signal),
    placeholderData: (old) => old,
    enabled: undated > 0,
  });

  const events = useMemo(
    () =>
      (inRange.data?.records ?? []).flatMap((row): CalendarEvent[] => {
        const event = eventOf(row, dates);
        return event && event.from < range.to && event.to >= range.from ? [event] : [];
      }),
    [inRange.data, dates, range],
  );
  const waiting = (without.data?.records ?? []).filter((row) => eventOf(row, dates) === null);

  const find = useCallback(
    (id: number): RecordData | undefined => {
      for (const [, list] of client.getQueriesData<RecordList>({ queryKey: listKey })) {
        const found = list?.records.find((row) => row.id === id);
        if (found) return found;
      }
      return undefined;
    },
    [client, listKey],
  );

  /** Writes changed values into every list; a record that was given a date, or lost it, is then in both and drawn in one. */
  const patch = useCallback(
    (id: number, values: Partial<RecordData>) => {
      const old = find(id);
      if (!old) return;
      const next = { ...old, ...values } as RecordData;
      client.setQueriesData<RecordList>({ queryKey: listKey }, (list) => list && { ...list, records: [...list.records.filter((row) => row.id !== id), next] });
    },
    [client, find, listKey],
  );

  return {
    listKey,
    events,
    waiting,
    waitingCount: without.data ? Math.max(without.data.count ?? 0, waiting.length) : null,
    count: inRange.data?.count ?? null,
    ready: inRange.data !== undefined,
    stale: inRange.isPlaceholderData,
    error: inRange.data ? null : inRange.error,
    retry: () => void inRange.refetch(),
    find,
    patch,
  };
}
