import type { Language } from "@/i18n";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const found = formats.get(key) ?? new Intl.DateTimeFormat(language === "zh-CN" ? "zh-CN" : "en-GB", options);
  formats.set(key, found);
  return found;
}

const midday = (day: string): Date => new Date(`${day}T12:00:00`);

/** November 2026, 2026年11月. */
export const monthWords = (day: string, language: Language): string =>
  format(language, { year: "numeric", month: "long" }).format(midday(day));

/** Mon, 周一. */
export const weekdayWords = (day: string, language: Language): string =>
  format(language, { weekday: "short" }).format(midday(day));

/** Monday 2 November, 11月2日星期一. */
export const dayWords = (day: string, language: Language): string =>
  format(language, { weekday: "long", month: "long", day: "numeric" }).format(midday(day));

/** 2 Nov, 11月2日. */
export const shortDay = (day: string, language: Language): string =>
  format(language, { month: language === "zh-CN" ? "long" : "short", day: "numeric" }).format(midday(day));

/** 09:30; the end of the day is 24:00. */
export const timeWords = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
