import { useParams } from "@tanstack/react-router";

/** The app in the address, if the page is inside one. */
export const useAppId = (): string | null => (useParams({ strict: false }) as { app?: string }).app ?? null;

/** The app that every installation has: people, departments, holidays. */
export const COMPANY = "company";

/** The company's holiday table, where calendars of the apps find their days. */
export const HOLIDAYS = "/a/company/f/holiday";

/** "form/customer", "view/board" or "dashboard/sales" as an address inside the app. */
export function placeInApp(app: string, home: string | null | undefined): string {
  const [kind, id] = (home ?? "").split("/");
  if (kind === "dashboard" && id) return `/a/${app}/d/${id}`;
  if (kind === "form" && id) return `/a/${app}/f/${id}`;
  return `/a/${app}`;
}
