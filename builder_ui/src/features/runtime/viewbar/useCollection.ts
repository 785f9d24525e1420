import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useApp } from "@/api/queries";
import type { AppDef, FormDef, ViewDef } from "@/api/types";
import { literalKind } from "@/conditions/kinds";
import type { KindOf } from "@/conditions/expression";
import type { ListSearch, SortKey } from "./model";
import { parseSort, readSearch, shownColumns } from "./model";

export interface Collection {
  app: AppDef;
  form: FormDef;
  view: ViewDef;
  search: ListSearch;
  /** Columns in sight, by field id. */
  columns: string[];
  sort: SortKey[];
  kindOf: KindOf;
  /** Writes into the address; `quiet` does not make a step to go back to. */
  set: (change: Partial<ListSearch>, quiet?: boolean) => void;
}

/** Every field of a form, for forms that define no table view of their own. */
function plainView(form: FormDef): ViewDef {
  return {
    id: "",
    form: form.id,
    label: form.label_plural,
    type: "table",
    where: null,
    sort: [],
    columns: form.order,
    lanes: null,
    card: null,
  };
}

/** Groups lie together: their fields come first in the order. */
function groupedSort(view: ViewDef): string[] {
  const group = (view as ViewDef & { group?: string[] | null }).group ?? [];
  return [...group, ...view.sort.filter((key) => !group.includes(key.replace(/^-/, "")))];
}

/** A form's views in order. */
export function viewsOf(app: AppDef, form: FormDef): ViewDef[] {
  return form.views.flatMap((id) => {
    const view = app.views[id];
    return view ? [view] : [];
  });
}

/**
 * The form, view and address of a record list; null until the app is known, "missing" when there is no such form or view.
 * Without a view in the address it is the form's first one; drilling down (`all`) always shows a table.
 */
export function useCollection(): Collection | "missing" | { error: unknown; retry: () => void } | null {
  const params = useParams({ strict: false }) as { app?: string; form?: string; view?: string };
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const query = useApp(params.app);
  const app = query.data;
  const form = app && params.form ? app.forms[params.form] : undefined;
  const search = useMemo(() => readSearch(raw), [raw]);

  return useMemo(() => {
    if (!app) return query.error ? { error: query.error, retry: () => void query.refetch() } : null;
    if (!form || !form.can.read) return "missing";
    const views = viewsOf(app, form);
    const tables = views.filter((one) => one.type === "table");
    const chosen = params.view ? app.views[params.view] : search.all ? tables[0] : views[0];
    if (params.view && chosen?.form !== form.id) return "missing";
    const view = chosen ?? plainView(form);
    const exists = (id: string): boolean => form.fields[id]?.can.read === true;
    return {
      app,
      form,
      view,
      search,
      columns: shownColumns(view.columns.length > 0 ? view.columns : form.order, search.fields, exists),
      sort: parseSort(search.sort ?? groupedSort(view)),
      kindOf: (id) => literalKind(form.fields[id]),
      set: (change, quiet = false) => {
        void navigate({
          to: ".",
          replace: quiet,
          search: (old: Record<string, unknown>) => ({ ...old, ...change }),
        } as never);
      },
    };
  }, [app, form, params.view, search, navigate, query]);
}
