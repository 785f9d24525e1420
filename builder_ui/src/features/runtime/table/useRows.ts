import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, RecordList } from "@/api/types";
import { BLOCK, blockOf, indexOf, patchRows, rowAt } from "@/grid/model/blockCache";

const NOTHING: readonly string[] = [];

export interface RowsQuery {
  app: string;
  form: FormDef;
  /** The view whose filter applies; null: all records. */
  view: string | null;
  where: string | undefined;
  sort: string;
  search: string | undefined;
  fields: readonly string[];
}

/** What has to be expanded so that the titles of related records can be shown. */
export function expandOf(form: FormDef, fields: readonly string[]): string[] {
  return fields.filter((id) => form.fields[id]?.settings.to !== undefined);
}

/**
 * The rows of a list in blocks, asked for as they come into sight. All of them live in the query cache, where live
 * changes make them stale.
 */
export function useRows({ app, form, view, where, sort, search, fields }: RowsQuery) {
  const client = useQueryClient();
  const [near, setNear] = useState<{ first: number; last: number }>({ first: 0, last: 0 });
  const wish = useRef({ timer: 0, at: 0 });
  const fieldText = [...new Set([...form.title_fields, ...fields])].filter((id) => form.fields[id]).join(",");
  const params = useMemo(
    () => ({ view, where, sort, search, fields: fieldText, expand: expandOf(form, fieldText.split(",")).join(",") }),
    [view, where, sort, search, fieldText, form],
  );
  const listKey = useMemo(() => keys.list(app, form.id, params), [app, form.id, params]);
  const path = recordsPath(app, form.id);

  const read = useCallback(
    (block: number, signal?: AbortSignal) =>
      api.get<RecordList>(path, {
        query: { ...params, limit: BLOCK, offset: block * BLOCK, count: block === 0 ? "exact" : "none" },
        ...(signal ? { signal } : {}),
      }),
    [path, params],
  );

  // The first block also counts. A changed question keeps its old answer until the new one is there: the grid stays.
  const head = useQuery({
    queryKey: [...listKey, 0],
    queryFn: ({ signal }) => read(0, signal),
    placeholderData: (old) => old,
  });
  const wanted: number[] = [];
  for (let block = Math.max(1, near.first); block <= near.last; block += 1) wanted.push(block);
  const others = useQueries({
    queries: wanted.map((block) => ({
      queryKey: [...listKey, block],
      queryFn: ({ signal }: { signal: AbortSignal }) => read(block, signal),
    })),
  });
  const blocks = new Map<number, readonly RecordData[]>();
  if (head.data) blocks.set(0, head.data.records);
  wanted.forEach((block, index) => {
    const records = others[index]?.data?.records;
    if (records) blocks.set(block, records);
  });
  const count = head.data ? (head.data.count ?? head.data.records.length) : null;
  const latest = useRef(blocks);
  latest.current = blocks;

  useEffect(() => setNear({ first: 0, last: 0 }), [listKey]);
  useEffect(() => () => window.clearTimeout(wish.current.timer), []);

  // While somebody flings through the list only the place where it comes to rest is asked for.
  const onWindow = useCallback((first: number, last: number) => {
    const next = { first: blockOf(first), last: blockOf(last) };
    const apply = () => {
      wish.current.at = performance.now();
      setNear((old) => (old.first === next.first && old.last === next.last ? old : next));
    };
    window.clearTimeout(wish.current.timer);
    if (performance.now() - wish.current.at > 150) apply();
    else wish.current.timer = window.setTimeout(apply, 90);
  }, []);

  const patch = useCallback(
    (id: number, values: Partial<RecordData>) => {
      client.setQueriesData<RecordList>({ queryKey: listKey }, (old) => {
        if (!old) return old;
        const records = patchRows(old.records, id, values) as RecordData[];
        return records === old.records ? old : { ...old, records };
      });
    },
    [client, listKey],
  );

  const find = useCallback((id: number): RecordData | undefined => {
    for (const rows of latest.current.values()) {
      const found = rows.find((row) => row.id === id);
      if (found) return found;
    }
    return undefined;
  }, []);

  /** Row number of a loaded record; -1 when it is not loaded. */
  const place = useCallback((id: number): number => indexOf(latest.current, id), []);

  /** Id of the record at a row; loads its block when needed. */
  const idAt = useCallback(
    async (row: number): Promise<number | null> => {
      if (row < 0) return null;
      const known = rowAt(latest.current, row);
      if (known) return known.id;
      const block = blockOf(row);
      const list = await client.fetchQuery({ queryKey: [...listKey, block], queryFn: () => read(block) });
      return list.records[row % BLOCK]?.id ?? null;
    },
    [client, listKey, read],
  );

  return {
    count,
    blocks,
    rowAt: (row: number) => rowAt(blocks, row),
    loading: head.isPending,
    stale: head.isPlaceholderData,
    unfinished: head.data?.stale ?? NOTHING,
    error: head.error,
    retry: () => void head.refetch(),
    onWindow,
    patch,
    find,
    place,
    idAt,
    listKey,
  };
}

export type Rows = ReturnType<typeof useRows>;
