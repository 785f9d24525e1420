const WRITTEN = /^(上午|早上|凌晨|中午|下午|晚上|[ap]\.?m\.?)?\s*(\d{1,2})(?:[:时点]\s*(\d{1,2})?)?(?:[:分]\s*(\d{1,2})?)?[秒分]?\s*([ap]\.?m\.?)?$/;

const pad = (part: number): string => String(part).padStart(2, "0");

/** The time of day a person meant: 9:30, 09:30:15, 9:30 pm, 930, 下午3点20分; `09:30:00`, or null when it is none. */
export function readTime(typed: string): string | null {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  const short = /^(\d{1,2})(\d{2})$/.exec(text);
  const found = short ? [text, undefined, short[1], short[2]] : WRITTEN.exec(text);
  if (!found) return null;
  const mark = found[1] ?? found[4 + 1] ?? "";
  let hour = Number(found[2]);
  const [minute, second] = [Number(found[3] ?? 0), Number(found[4] ?? 0)];
  if (/^(下午|晚上|p)/.test(mark) || (mark === "中午" && hour < 3)) hour = hour < 12 ? hour + 12 : hour;
  else if (mark && hour === 12 && mark !== "中午") hour = 0;
  return hour < 24 && minute < 60 && second < 60 ? `${pad(hour)}:${pad(minute)}:${pad(second)}` : null;
}

/** `09:30`, with seconds where there are any. */
export const formatTime = (iso: string): string => (/^\d{2}:\d{2}:00/.test(iso) ? iso.slice(0, 5) : iso.slice(0, 8));
