import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";

export const routes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "d/$dash",
    validateSearch: (search: Record<string, unknown>) => search,
    component: lazyRouteComponent(() => import("./DashboardPage"), "DashboardPage"),
  }),
];
