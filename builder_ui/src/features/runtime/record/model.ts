import { fieldType } from "@/fields/registry";
import type { AppDef, FieldDef, FormDef, OptionDef, RecordData, Value } from "@/api/types";

/** The field whose options are steps that a record walks through, if the form has one. */
export function stageField(form: FormDef): FieldDef | null {
  const fields = form.order.flatMap((id) => form.fields[id] ?? []);
  const stepped = fields.filter((field) => field.type === "select" && field.settings.transitions && field.can?.read !== false);
  return stepped.find((field) => field.id === form.kanban_by) ?? stepped[0] ?? null;
}

export interface Step {
  option: OptionDef;
  /** Where it stands to the current one. */
  state: "past" | "now" | "ahead";
  /** Whether the record may go there from here. */
  open: boolean;
}

/** Each option as it stands to the current one. */
export function stepsOf(field: FieldDef, value: Value): Step[] {
  const options = field.settings.options ?? [];
  const at = options.findIndex((option) => option.id === value);
  const allowed = typeof value === "string" ? field.settings.transitions?.[value] : undefined;
  return options.map((option, index) => {
    const state = index === at ? "now" : index < at ? "past" : "ahead";
    return { option, state, open: state !== "now" && (!allowed || allowed.includes(option.id)) };
  });
}

/** What a related list shows beside the title: columns of the other form's first view, short types first. */
export function relatedColumns(app: AppDef, form: FormDef, by: string, own: readonly string[], most: number): FieldDef[] {
  const view = form.views.map((id) => app.views[id]).find((one) => one?.type === "table");
  const wanted = own.length > 0 ? own : [...(view?.columns ?? []), ...form.order];
  const seen = new Set([by, ...form.title_fields]);
  const columns: FieldDef[] = [];
  for (const id of wanted) {
    const field = form.fields[id];
    if (!field || seen.has(id) || field.can?.read === false || field.computed === "later" || fieldType(field.type).bulky) continue;
    seen.add(id);
    columns.push(field);
    if (columns.length === most) break;
  }
  return columns;
}

export const titleOf = (record: RecordData | undefined): string => (record ? (record._title ?? `#${record.id}`) : "");
