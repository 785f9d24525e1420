import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/lib/routes";

export const routes = [
  createRoute({ getParentRoute: () => rootRoute, path: "signin", component: lazyRouteComponent(() => import("./SignInPage"), "SignInPage") }),
  createRoute({ getParentRoute: () => rootRoute, path: "setup", component: lazyRouteComponent(() => import("./SetupPage"), "SetupPage") }),
];
