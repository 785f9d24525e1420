import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/lib/routes";

export const routes = [createRoute({ getParentRoute: () => shellRoute, path: "admin/users", component: lazyRouteComponent(() => import("./UsersPage"), "UsersPage") })];
