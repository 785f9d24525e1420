import { Navigate, useParams } from "@tanstack/react-router";
import { useApp } from "@/api/queries";
import { useT } from "@/i18n";
import { placeInApp } from "@/lib/here";
import { LinkButton } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { IconLayers } from "@/ui/icons";

/** An app opens at its home; without one at the first thing of its menu that this person may see. */
export function AppEntry() {
  const t = useT();
  const { app: id } = useParams({ strict: false }) as { app: string };
  const app = useApp(id).data;
  if (!app) return null;
  const [kind = "", name = ""] = (app.home ?? "").split("/");
  const homeSeen = kind === "dashboard" ? Boolean(app.dashboards[name]) : kind === "view" ? Boolean(app.views[name]) : Boolean(app.forms[name]);
  const first = app.menu.flatMap((group) => group.items)[0];
  const place = homeSeen ? app.home : first ? `${first.kind}/${first.id}` : Object.keys(app.forms)[0] ? `form/${Object.keys(app.forms)[0]}` : null;
  if (!place) return <EmptyState icon={IconLayers} title={app.label} text={t("common:nothing_for_you")} action={<LinkButton to="/">{t("common:to_home")}</LinkButton>} />;
  const view = place.startsWith("view/") ? app.views[place.slice(5)] : undefined;
  return <Navigate to={view ? `/a/${id}/f/${view.form}/v/${view.id}` : placeInApp(id, place)} replace />;
}
