import css from "./Avatar.module.css";
import { HUES } from "./Tag";

/** Two letters of a Western name, the last two characters of a Chinese one. */
export function initials(name: string): string {
  const clean = name.trim();
  if (!clean) return "?";
  if (/[\u3400-\u9fff]/.test(clean)) return [...clean].slice(-2).join("");
  const words = clean.split(/\s+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

/** The same person always gets the same hue. */
export function Avatar({ name, size = 20 }: Readonly<{ name: string; size?: number }>) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const hue = HUES[sum % (HUES.length - 1)] ?? "blue";
  return (
    <span className={css.avatar} aria-hidden="true" style={{ width: size, height: size, fontSize: Math.max(9, Math.round(size * 0.42)), background: `var(--tag-${hue}-bg)`, color: `var(--tag-${hue})` }} data-initials={size < 24 ? [...initials(name)].slice(-1).join("") : initials(name)} />
  );
}
