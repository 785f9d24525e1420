import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath } from "@/api/queries";
import type { FormDef, RecordData, Value } from "@/api/types";
import { fieldType } from "@/fields/registry";
import { useLanguage, useT } from "@/i18n";
import type { Group, Item, Operand } from "./model";
import { isRelative } from "./model";
import type { Names } from "./sentence";

function relationIds(item: Item, form: FormDef, found: { app: string | null; form: string; id: number }[]): void {
  if (item.kind === "group") {
    for (const child of item.items) relationIds(child, form, found);
    return;
  }
  const settings = form.fields[item.field]?.settings;
  if (!settings?.to) return;
  const values = Array.isArray(item.value) ? item.value : [item.value];
  for (const value of values) {
    if (typeof value === "number") found.push({ app: settings.to_app ?? null, form: settings.to, id: value });
  }
}

/** Names of fields and values for sentences; titles of related records are fetched when they are not known. */
export function useNames(app: string, form: FormDef, tree: Group): Names {
  const t = useT("runtime");
  const language = useLanguage();
  const wanted = useMemo(() => {
    const found: { app: string | null; form: string; id: number }[] = [];
    relationIds(tree, form, found);
    return found;
  }, [tree, form]);
  const results = useQueries({
    queries: wanted.map((one) => ({
      queryKey: [...keys.record(one.app ?? app, one.form, one.id), "title"],
      queryFn: () => api.get<RecordData>(`${recordsPath(one.app ?? app, one.form)}/${one.id}`),
      staleTime: 60_000,
    })),
  });
  const titles = new Map(wanted.map((one, index) => [`${one.form}/${one.id}`, results[index]?.data?._title]));

  const single = (fieldId: string, value: Operand): string => {
    const field = form.fields[fieldId];
    if (isRelative(value)) {
      if (value.name === "me") return t("runtime:conditions.me");
      if (value.days === 0) return t("runtime:conditions.relative.today");
      return t(value.days < 0 ? "runtime:conditions.n_days_ago" : "runtime:conditions.n_days_ahead", {
        n: Math.abs(value.days),
      });
    }
    if (!field || value === null) return "";
    if (field.settings.to) return titles.get(`${field.settings.to}/${String(value)}`) ?? `#${String(value)}`;
    return fieldType(field.type).format(value as Value, field, language);
  };
  return {
    field: (id) => form.fields[id]?.label ?? id,
    value: (id, value) =>
      Array.isArray(value)
        ? value.map((one) => single(id, one as Operand)).join(t("runtime:conditions.list"))
        : single(id, value),
  };
}
