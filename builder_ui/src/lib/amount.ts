import type { Language } from "@/i18n";
import { currencySymbol, formatMoney, formatNumber, formatPercent, shortAmount } from "./format";

/** How a figure is written: the type of its field with what matters for it. */
export interface AmountFormat {
  readonly type: string;
  readonly currency?: string | null;
  readonly decimals?: number | null;
}

/** In full: ¥ 1,234.50, 12.5%, 1,234. */
export function fullAmount(value: string | number | null, format: AmountFormat): string {
  if (value === null || value === "") return "–";
  const text = String(value);
  if (format.type === "percent") return formatPercent(text);
  if (format.currency) return formatMoney(text, format.currency, format.decimals ?? 2);
  return formatNumber(text, format.decimals ?? undefined);
}

/** Where there is little room: cents go from 1,000 on, and from `short` on only the leading digits stay (¥ 12.3M, ¥ 1234万). */
export function briefAmount(
  value: string | number | null,
  format: AmountFormat,
  language: Language,
  short = 1e8,
): string {
  if (value === null || value === "" || format.type === "percent") return fullAmount(value, format);
  const size = Math.abs(Number(value));
  if (!Number.isFinite(size) || size < 1000) return fullAmount(value, format);
  if (size < short) return fullAmount(value, { ...format, decimals: 0 });
  const text = shortAmount(String(value), language);
  if (!format.currency) return text;
  const sign = text.startsWith("-") ? "-" : "";
  return `${sign}${currencySymbol(format.currency)} ${text.slice(sign.length)}`;
}
