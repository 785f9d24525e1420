import type { FormDef, RecordData } from "@/api/types";
import { fieldType } from "@/fields/registry";
import type { GridColumn } from "@/grid/types";
import type { Language } from "@/i18n";
import type { SortKey } from "../viewbar/model";

/** Room for a label beside its icon, up to a point: a header that is cut short can't be told from its neighbours. */
function headerRoom(label: string): number {
  const letters = [...label].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 13 : 7), 0);
  return Math.min(170, 52 + letters);
}

/** Grid columns of a form's fields: width, side, cell and clipboard text come from the field registry. */
export function gridColumns(
  app: string,
  form: FormDef,
  ids: readonly string[],
  widths: Readonly<Record<string, number>>,
  sort: readonly SortKey[],
  language: Language,
): GridColumn<RecordData>[] {
  return ids.flatMap((id) => {
    const field = form.fields[id];
    if (!field) return [];
    const type = fieldType(field.type);
    const sorted = sort[0]?.field === id ? (sort[0].desc ? ("descending" as const) : ("ascending" as const)) : null;
    return [
      {
        id,
        label: field.label,
        width: widths[id] ?? Math.max(type.width, headerRoom(field.label)),
        align: type.align,
        editable: form.can.update && field.can.write && !field.readonly && type.inline,
        opens: field.computed !== null,
        sorted,
        cell: (row: RecordData) => (
          <type.Cell field={field} value={row[id]} place={{ app, form: form.id, record: row.id }} />
        ),
        text: (row: RecordData) => type.format(row[id], field, language),
      },
    ];
  });
}
