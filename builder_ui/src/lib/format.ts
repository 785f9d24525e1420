import type { Language } from "@/i18n";
import { fixed, grouped, shift } from "./decimal";

const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language === "zh-CN" ? "zh-CN" : "en-US", options);
    cache.set(key, found);
  }
  return found;
}

/** A date without time is the same day everywhere: it is shown in UTC, where it was parsed. */
const utcDay = (iso: string): Date => new Date(`${iso.slice(0, 10)}T00:00:00Z`);
const valid = (date: Date): boolean => !Number.isNaN(date.getTime());

export function formatDate(iso: string, language: Language): string {
  const date = utcDay(iso);
  return valid(date) ? formatter(language, { year: "numeric", month: language === "zh-CN" ? "long" : "short", day: "numeric", timeZone: "UTC" }).format(date) : iso;
}

/** Hours and minutes of the reader's own zone. */
export function formatDateTime(iso: string, language: Language): string {
  const date = new Date(iso);
  if (!valid(date)) return iso;
  const day = formatter(language, { year: "numeric", month: language === "zh-CN" ? "long" : "short", day: "numeric" }).format(date);
  return `${day} ${formatter(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date)}`;
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [["minute", 60], ["hour", 3600], ["day", 86_400]];

/** "3 minutes ago" within a week, the date beyond. */
export function formatAgo(iso: string, language: Language, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  if (Number.isNaN(seconds)) return iso;
  const size = Math.abs(seconds);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "long" });
  if (size < 45) return words.format(0, "second");
  if (size >= 7 * 86_400) return formatDate(iso, language);
  const step = [...STEPS].reverse().find(([, length]) => size >= length) ?? STEPS[0];
  return step ? words.format(Math.round(seconds / step[1]), step[0]) : iso;
}

const symbols = new Map<string, string>();

export function currencySymbol(currency: string): string {
  let symbol = symbols.get(currency);
  if (symbol === undefined) {
    try {
      symbol = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
    } catch {
      symbol = currency;
    }
    symbols.set(currency, symbol);
  }
  return symbol;
}

/** 1234.5 with two decimals: 1,234.50. */
export const formatNumber = (decimal: string, decimals?: number): string => grouped(decimals === undefined ? decimal : fixed(decimal, decimals));

/** ¥ 1,234.00 and -¥ 1,234.00. */
export function formatMoney(decimal: string, currency: string | null | undefined, decimals = 2): string {
  const amount = formatNumber(decimal, decimals);
  if (!currency) return amount;
  return amount.startsWith("-") ? `-${currencySymbol(currency)} ${amount.slice(1)}` : `${currencySymbol(currency)} ${amount}`;
}

/** 0.125 is 12.5 %. Digits that carry nothing are left out. */
export const formatPercent = (decimal: string): string => `${grouped(shift(decimal, 2))}%`;

/** Large amounts on cards: 1.2亿, 345万; 1.2M, 345K. */
export function shortAmount(decimal: string, language: Language): string {
  const value = Number(decimal);
  if (!Number.isFinite(value)) return decimal;
  return new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function formatSize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** The time of day alone, in the reader's own zone. */
export function formatClock(iso: string, language: Language): string {
  const date = new Date(iso);
  return valid(date) ? formatter(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date) : iso;
}
