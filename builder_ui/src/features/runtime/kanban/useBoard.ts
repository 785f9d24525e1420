import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, RecordList, ViewDef } from "@/api/types";
import { both } from "@/conditions/expression";
import { patchRows } from "@/grid/model/blockCache";
import { cardFields } from "../cards/card";
import { expandOf } from "../table/useRows";
import type { Lane, LaneSums } from "./model";
import { laneWhere, lanesOf, movedLanes } from "./model";

export interface BoardQuery {
  app: string;
  form: FormDef;
  view: ViewDef;
  where: string | undefined;
  search: string | undefined;
  sort: string;
}

const NONE: readonly string[] = [];

interface Sums {
  stale?: string[];
  groups: ({ n: number; total?: string | number | null } & Record<string, unknown>)[];
}

/** What the board's queries have in common, and how a change of one record is shown in all of them at once. */
export function useBoard({ app, form, view, where, search, sort }: BoardQuery) {
  const client = useQueryClient();
  const by = view.lanes?.by ?? "";
  const totalField = view.lanes?.total ?? null;
  const params = useMemo(() => ({ board: view.id, where, search, sort }), [view.id, where, search, sort]);
  const listKey = useMemo(() => keys.list(app, form.id, params), [app, form.id, params]);
  // Sums know nothing of a search: while there is one, each lane counts its own records.
  const sumsKey = useMemo(
    () => keys.aggregate(app, form.id, { board: view.id, where }),
    [app, form.id, view.id, where],
  );
  const path = recordsPath(app, form.id);

  const sums = useQuery({
    queryKey: sumsKey,
    queryFn: ({ signal }) =>
      api.post<Sums>(
        `${path}/aggregate`,
        {
          by: [by],
          values: { n: "count()", ...(totalField ? { total: `sum(${totalField})` } : {}) },
          ...(where ? { where } : {}),
          view: view.id,
        },
        { signal },
      ),
    placeholderData: (old) => old,
  });

  const lanes = useMemo((): Lane[] | null => {
    if (!sums.data) return null;
    const map = new Map<string, LaneSums>();
    for (const one of sums.data.groups) {
      const id = one[by];
      map.set(id === null || id === undefined ? "" : String(id), {
        count: one.n,
        total: one.total === null || one.total === undefined ? null : String(one.total),
      });
    }
    return lanesOf(form.fields[by]?.settings.options ?? [], map, totalField !== null, "");
  }, [sums.data, by, form, totalField]);

  const readLane = useCallback(
    (lane: string, limit: number, signal: AbortSignal) =>
      api.get<RecordList>(path, {
        query: {
          view: view.id,
          where: both(where ?? "", laneWhere(by, lane)),
          search,
          sort,
          limit,
          count: search ? "exact" : "none",
          expand: expandOf(form, cardFields(view)),
        },
        signal,
      }),
    [path, view, where, search, sort, by, form],
  );

  // Cards on their way into a lane that the board does not show; they come back from here when the server refuses.
  const away = useRef(new Map<number, RecordData>());

  const find = useCallback(
    (id: number): RecordData | undefined => {
      for (const [, list] of client.getQueriesData<RecordList>({ queryKey: listKey })) {
        const found = list?.records.find((row) => row.id === id);
        if (found) return found;
      }
      return away.current.get(id);
    },
    [client, listKey],
  );

  /** Writes changed values into every lane; a changed lane field moves the card and its worth over. */
  const patch = useCallback(
    (id: number, values: Partial<RecordData>) => {
      const old = find(id);
      if (!old) return;
      const from = String(old[by] ?? "");
      const to = by in values ? String(values[by] ?? "") : from;
      const next = { ...old, ...values } as RecordData;
      away.current.set(id, next);
      for (const [key, list] of client.getQueriesData<RecordList>({ queryKey: listKey })) {
        if (!list) continue;
        const lane = key[listKey.length];
        if (lane === to) away.current.delete(id);
        const rest = list.records.filter((row) => row.id !== id);
        const records =
          from === to ? (patchRows(list.records, id, values) as RecordData[]) : lane === to ? [next, ...rest] : rest;
        client.setQueryData<RecordList>(key, { ...list, records });
      }
      if (from === to) return;
      const worth = totalField ? old[totalField] : null;
      client.setQueryData<Sums>(sumsKey, (data) => {
        if (!data) return data;
        const counted = new Map(data.groups.map((one) => [String(one[by] ?? ""), one]));
        const all: Lane[] = [from, to].map((lane) => {
          const one = counted.get(lane);
          return {
            id: lane,
            label: "",
            color: "",
            closed: false,
            count: one?.n ?? 0,
            total: totalField ? String(one?.total ?? "0") : null,
          };
        });
        for (const lane of movedLanes(all, from, to, worth === null || worth === undefined ? null : String(worth))) {
          counted.set(lane.id, { [by]: lane.id || null, n: lane.count, total: lane.total } as Sums["groups"][number]);
        }
        return { ...data, groups: [...counted.values()] };
      });
    },
    [client, find, by, listKey, sumsKey, totalField],
  );

  return {
    by,
    totalField,
    searching: Boolean(search),
    lanes,
    stale: sums.data?.stale ?? NONE,
    error: sums.error,
    retry: () => void sums.refetch(),
    listKey,
    readLane,
    find,
    patch,
  };
}

export type Board = ReturnType<typeof useBoard>;
