import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, RecordList, Value, ViewDef } from "@/api/types";
import { both } from "@/conditions/expression";
import { patchRows } from "@/grid/model/blockCache";
import { cardFields } from "../cards/card";
import { expandOf } from "../table/useRows";
import { laneValues, useLaneOptions } from "./lanes";
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

/** The most lanes of a field without options of its own. */
const MOST = 50;
const NONE: readonly string[] = [];

interface Sums {
  stale?: string[];
  groups: ({ n: number; total?: string | number | null } & Record<string, unknown>)[];
}

/** What the board's queries have in common, and how a change of one record is shown in all of them at once. */
export function useBoard({ app, form, view, where, search, sort }: BoardQuery) {
  const client = useQueryClient();
  const by = view.lanes?.by ?? "";
  const field = form.fields[by];
  const values = useMemo(() => laneValues(field), [field]);
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

  const held = useMemo(() => {
    const map = new Map<string, LaneSums>();
    for (const one of sums.data?.groups ?? []) {
      const total = one.total === null || one.total === undefined ? null : String(one.total);
      map.set(values.idOf(one[by] as Value), { count: one.n, total });
    }
    return map;
  }, [sums.data, by, values]);
  const options = useLaneOptions(app, field, [...held.keys()].slice(0, MOST));
  const known = sums.data !== undefined;
  const lanes = useMemo((): Lane[] | null => (known ? lanesOf(options, held, totalField !== null, "") : null), [known, options, held, totalField]);

  const readLane = useCallback(
    (lane: string, limit: number, signal: AbortSignal) =>
      api.get<RecordList>(path, {
        query: {
          view: view.id,
          where: both(where ?? "", laneWhere(by, lane, values.literalOf(lane))),
          search,
          sort,
          limit,
          count: search ? "exact" : "none",
          expand: expandOf(form, [...cardFields(view), by]),
        },
        signal,
      }),
    [path, view, where, search, sort, by, values, form],
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
    (id: number, changed: Partial<RecordData>) => {
      const old = find(id);
      if (!old) return;
      const from = values.idOf(old[by]);
      const to = by in changed ? values.idOf(changed[by]) : from;
      const next = { ...old, ...changed } as RecordData;
      away.current.set(id, next);
      for (const [key, list] of client.getQueriesData<RecordList>({ queryKey: listKey })) {
        if (!list) continue;
        const lane = key[listKey.length];
        if (lane === to) away.current.delete(id);
        const rest = list.records.filter((row) => row.id !== id);
        const records =
          from === to ? (patchRows(list.records, id, changed) as RecordData[]) : lane === to ? [next, ...rest] : rest;
        client.setQueryData<RecordList>(key, { ...list, records });
      }
      if (from === to) return;
      const worth = totalField ? old[totalField] : null;
      client.setQueryData<Sums>(sumsKey, (data) => {
        if (!data) return data;
        const counted = new Map(data.groups.map((one) => [values.idOf(one[by] as Value), one]));
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
          counted.set(lane.id, { [by]: lane.id === "" ? null : values.literalOf(lane.id), n: lane.count, total: lane.total } as Sums["groups"][number]);
        }
        return { ...data, groups: [...counted.values()] };
      });
    },
    [client, find, by, values, listKey, sumsKey, totalField],
  );

  return {
    by,
    values,
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
