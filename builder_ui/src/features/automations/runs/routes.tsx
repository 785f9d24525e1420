import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";
import { readRunSearch } from "./address";

export const routes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: "runs",
    validateSearch: readRunSearch,
    component: lazyRouteComponent(() => import("./RunsPage"), "RunsPage"),
  }),
];
