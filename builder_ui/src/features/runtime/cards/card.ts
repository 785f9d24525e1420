import type { FormDef, RecordData, ViewDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import type { Language } from "@/i18n";
import type { Hue } from "@/ui/Tag";
import { hueOf } from "@/ui/Tag";

/** Fields that a card shows. */
export function cardFields(view: ViewDef): string[] {
  const { title, lines, badge, color } = view.card ?? {};
  return [title, ...(lines ?? []), badge, color].filter((id): id is string => Boolean(id));
}

/** What a card is called: by the view's field, else as the record is called everywhere. */
export function cardTitle(view: ViewDef, form: FormDef, row: RecordData, language: Language): string {
  const field = view.card?.title ? form.fields[view.card.title] : undefined;
  return (field && fieldType(field.type).format(row[field.id], field, language)) || row._title || `#${row.id}`;
}

/** The colour that a card has by the option of one of its fields; null without such a field or value. */
export function cardHue(view: ViewDef, form: FormDef, row: RecordData): Hue | null {
  const field = view.card?.color ? form.fields[view.card.color] : undefined;
  const value = field ? row[field.id] : null;
  if (!field || value === null || value === undefined) return null;
  return hueOf(field.settings.options?.find((option) => option.id === value)?.color);
}
