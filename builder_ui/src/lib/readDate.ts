const pad = (part: number): string => String(part).padStart(2, "0");

export const isoDay = (date: Date): string => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

function exact(year: number, month: number, day: number): string | null {
  const date = new Date(year, month - 1, day);
  if (date.getFullYear() !== year || date.getMonth() !== month - 1 || date.getDate() !== day) return null;
  return isoDay(date);
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: Readonly<Record<string, number>> = { 今天: 0, today: 0, 明天: 1, tomorrow: 1, 昨天: -1, yesterday: -1, 后天: 2, 前天: -2 };
const WEEKDAYS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 };

/** The day a person meant: 2026-06-01, 2026年6月1日, 6月1日, Jun 1 2026, 20260601, 今天, 下周一, next mon, +7. Null when it is none. */
export function readDate(typed: string, now = new Date()): string | null {
  const text = typed.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");
  if (!text) return null;
  const plain = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t ].*)?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (plain) return exact(Number(plain[1]), Number(plain[2]), Number(plain[3]));
  const short = /^(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (short) return exact(now.getFullYear(), Number(short[1]), Number(short[2]));
  const named = /^([a-z]{3})[a-z]*\.? (\d{1,2})(?:,? (\d{4}))?$/.exec(text) ?? /^(\d{1,2}) ([a-z]{3})[a-z]*\.?(?:,? (\d{4}))?$/.exec(text);
  if (named) {
    const [first = "", second = ""] = [named[1], named[2]];
    const word = /\d/.test(first) ? second : first;
    const day = /\d/.test(first) ? first : second;
    const month = MONTHS.indexOf(word.slice(0, 3)) + 1;
    return month ? exact(Number(named[3] ?? now.getFullYear()), month, Number(day)) : null;
  }
  const away = DAYS[text] ?? (/^[+-]\d{1,4}$/.test(text) ? Number(text) : undefined);
  if (away !== undefined) return isoDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() + away));
  const week = /^(下|上|本|这)?(?:周|星期)([一二三四五六日天])$/.exec(text) ?? /^(next |last |this )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*$/.exec(text);
  if (week) {
    const weekday = WEEKDAYS[week[2] ?? ""] ?? 1;
    const today = now.getDay() || 7;
    const weeks = /下|next/.test(week[1] ?? "") ? 7 : /上|last/.test(week[1] ?? "") ? -7 : 0;
    return isoDay(new Date(now.getFullYear(), now.getMonth(), now.getDate() + weekday - today + weeks));
  }
  return null;
}

/** A day with an optional time in the reader's zone, as an instant in UTC. */
export function readDateTime(typed: string, now = new Date()): string | null {
  const text = typed.normalize("NFKC").trim();
  if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/i.test(text)) {
    const instant = new Date(text);
    return Number.isNaN(instant.getTime()) ? null : instant.toISOString().replace(/\.\d{3}Z$/, "Z");
  }
  const time = /^(.*?)[ T]*(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  const day = readDate(time ? (time[1] || "today") : text, now);
  if (!day) return null;
  const [hours, minutes, seconds] = [Number(time?.[2] ?? 0), Number(time?.[3] ?? 0), Number(time?.[4] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, hours, minutes, seconds).toISOString().replace(/\.\d{3}Z$/, "Z");
}
