import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { recordsPath, relationFields } from "@/api/queries";
import type { AppDef, RecordList, RelatedList } from "@/api/types";
import { currentLanguage } from "@/i18n";

const FIRST = 5;

/** The condition that finds the records of a related list. */
export function relatedWhere(app: AppDef, list: RelatedList, parent: number): string {
  return app.forms[list.form]?.fields[list.by]?.settings.many ? `${parent} in ${list.by}` : `${list.by} = ${parent}`;
}

/** The newest few of a related list, with the count of all. */
export function relatedQuery(app: AppDef, list: RelatedList, parent: number) {
  const form = app.forms[list.form];
  const query = { where: relatedWhere(app, list, parent), limit: FIRST, count: "exact", sort: "-created_at", expand: form ? relationFields(form) : [] };
  return {
    queryKey: keys.list(app.id, list.form, { ...query, language: currentLanguage() }),
    queryFn: () => api.get<RecordList>(recordsPath(app.id, list.form), { query }),
    enabled: form !== undefined,
  };
}
