import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";

export const routes = [createRoute({ getParentRoute: () => appRoute, path: "about", component: lazyRouteComponent(() => import("./DocumentationPage"), "DocumentationPage") })];
