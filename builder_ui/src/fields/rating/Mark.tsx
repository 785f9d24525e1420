import { IconDot, IconFlag, IconHeart, IconStar } from "@/ui/icons";
import type { IconComponent } from "@/ui/icons";
import css from "./rating.module.css";

const SHAPES: Readonly<Record<string, IconComponent>> = { star: IconStar, heart: IconHeart, dot: IconDot, flag: IconFlag };

export function Mark({ name, full, size = 16 }: Readonly<{ name: string; full: boolean; size?: number }>) {
  const Shape = SHAPES[name] ?? IconStar;
  return <span className={css.mark} data-full={full || undefined} data-icon={name}><Shape size={size} /></span>;
}
