import { Link } from "@tanstack/react-router";
import type { AppSummary } from "@/api/types";
import { placeInApp } from "@/lib/here";
import { iconNamed } from "@/ui/icons";
import { hueOf } from "@/ui/Tag";
import css from "./home.module.css";

export function AppTile({ app, shortcut }: Readonly<{ app: AppSummary; shortcut: number | null }>) {
  const Icon = iconNamed(app.icon, "app");
  const hue = app.color ? hueOf(app.color) : "blue";
  return (
    <Link to={placeInApp(app.id, app.home)} className={css.tile} aria-keyshortcuts={shortcut === null ? undefined : String(shortcut)}>
      <span className={css.appIcon} style={{ background: `var(--tag-${hue}-bg)`, color: `var(--tag-${hue})` }}><Icon size={20} /></span>
      <span className={css.two}>
        <span className="cut">{app.label}</span>
        {app.description && <span className={`${css.about} cut`}>{app.description}</span>}
      </span>
    </Link>
  );
}
