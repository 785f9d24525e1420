import type { FieldDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import type { Language } from "@/i18n";
import { shortAmount } from "@/lib/format";
import type { NumberFormat } from "./model";

/** A value the way the field type of its format shows it. */
export function formatValue(value: string | number | null, format: NumberFormat, language: Language): string {
  if (value === null) return "–";
  const field = { settings: { currency: format.currency ?? undefined, decimals: format.decimals ?? undefined } } as FieldDef;
  return fieldType(format.type).format(value, field, language);
}

/** Large numbers on cards drop the digits that nobody reads; the exact value stands in the title. */
export function cardValue(value: string | number | null, format: NumberFormat, language: Language, narrow: boolean): string {
  if (value === null) return "–";
  const size = Math.abs(Number(value));
  if (format.type === "percent" || !Number.isFinite(size)) return formatValue(value, format, language);
  if (narrow && size >= 100_000) return currencyOf(format, language) + shortAmount(String(value), language);
  return formatValue(value, size >= 1000 ? { ...format, decimals: 0 } : format, language);
}

function currencyOf(format: NumberFormat, language: Language): string {
  if (!format.currency) return "";
  return formatValue("0", { ...format, decimals: 0 }, language).replace("0", "");
}
