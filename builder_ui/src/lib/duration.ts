/** Lengths of time as people write and read them: `1h 30m`, `1:30`, `1小时30分`; as numbers they are whole seconds. */
import type { Language } from "@/i18n";

const NAMES: readonly (readonly [string, number])[] = [
  ["s sec secs second seconds 秒 秒钟", 1],
  ["m min mins minute minutes 分 分钟", 60],
  ["h hr hrs hour hours 时 小时 钟头 个小时", 3600],
  ["d day days 天 日", 86_400],
  ["w week weeks 周 星期", 604_800],
];
const SIZES = new Map(NAMES.flatMap(([names, size]) => names.split(" ").map((name) => [name, size] as const)));
const WORDS = [...SIZES.keys()].sort((a, b) => b.length - a.length).join("|");
const PART = new RegExp(`\\s*(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(${WORDS})(?![a-z])[,\\s]*`, "y");
const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const LIMIT = 100_000_000_000;

const whole = (seconds: number): number | null => (Math.abs(seconds - Math.round(seconds)) < 1e-6 && Math.abs(seconds) <= LIMIT ? Math.round(seconds) : null);

/** Seconds of what somebody typed; a bare number is one of `unit`. Null when it is no length of time. */
export function readDuration(typed: string, unit = "minutes"): number | null {
  const text = typed.normalize("NFKC").trim().toLowerCase();
  const sign = text.startsWith("-") ? -1 : 1;
  const plain = text.replace(/^[+-]+/, "").trim();
  const clock = /^(\d{1,9}):([0-5]?\d)(?::([0-5]?\d))?$/.exec(plain);
  if (clock) return whole(sign * (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)));
  if (/^\d{1,12}(\.\d{1,6})?$/.test(plain)) return whole(sign * Number(plain) * (UNITS[unit] ?? 60));
  let total = 0;
  let at = 0;
  let last = Infinity;
  while (at < plain.length) {
    PART.lastIndex = at;
    const part = PART.exec(plain);
    const size = part && SIZES.get(part[2] ?? "");
    // From large to small, each once: `30m 1h` is a slip of the hand.
    if (!part || !size || size >= last) return null;
    last = size;
    total += Number(part[1]) * size;
    at = PART.lastIndex;
  }
  return plain ? whole(sign * total) : null;
}

const SHOWN = {
  en: [["d", 86_400], ["h", 3600], ["m", 60], ["s", 1]],
  "zh-CN": [["天", 86_400], ["小时", 3600], ["分", 60], ["秒", 1]],
} as const;

/** `1h 30m`, `1小时30分`; `clock`: `1:30`; `days`: full days apart. */
export function formatDuration(seconds: number, language: Language, { clock = false, days = false } = {}): string {
  const sign = seconds < 0 ? "-" : "";
  let rest = Math.abs(seconds);
  const pad = (part: number): string => String(part).padStart(2, "0");
  if (clock) return `${sign}${Math.floor(rest / 3600)}:${pad(Math.floor(rest / 60) % 60)}${rest % 60 ? `:${pad(rest % 60)}` : ""}`;
  const parts: string[] = [];
  for (const [name, size] of SHOWN[language === "zh-CN" ? "zh-CN" : "en"]) {
    if (size === 86_400 && !days) continue;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count) parts.push(`${count}${name}`);
  }
  const zh = language === "zh-CN";
  return sign + (parts.join(zh ? "" : " ") || (zh ? "0分" : "0m"));
}
