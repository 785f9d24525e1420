import type { FieldDef, Value } from "@/api/types";
import { useTitled } from "./useTitled";

/** The titles of linked records where the answer brought ids alone: rows, history. */
export function LinkedTitles({ field, value, app }: Readonly<{ field: FieldDef; value: Value; app: string }>) {
  return <span className="cut">{useTitled(value, field, app).map((one) => one.title).join(", ")}</span>;
}
