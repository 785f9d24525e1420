import type { ReactNode } from "react";
import css from "./Tag.module.css";

export const HUES = ["blue", "teal", "gold", "purple", "cyan", "orange", "green", "pink", "red", "gray"] as const;
export type Hue = (typeof HUES)[number];

const ALIAS: Readonly<Record<string, Hue>> = { grey: "gray", yellow: "gold", amber: "gold", lime: "green", indigo: "blue", violet: "purple", magenta: "pink", sky: "cyan" };

/** The token name for any colour word of a definition; unknown words become gray. */
export function hueOf(color: string | null | undefined): Hue {
  if (!color) return "gray";
  return (HUES as readonly string[]).includes(color) ? (color as Hue) : (ALIAS[color] ?? "gray");
}

/** A small label in one of ten hues: options, states. */
export function Tag({ color, children, dot = false }: Readonly<{ color?: string | null; children: ReactNode; dot?: boolean }>) {
  const hue = hueOf(color);
  return (
    <span className={css.tag} style={{ background: `var(--tag-${hue}-bg)`, color: `var(--tag-${hue})` }}>
      {dot && <span className={css.dot} style={{ background: `var(--tag-${hue}-solid)` }} />}
      <span className={css.text}>{children}</span>
    </span>
  );
}
