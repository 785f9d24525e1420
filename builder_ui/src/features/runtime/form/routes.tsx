import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";

export const routes = [createRoute({ getParentRoute: () => appRoute, path: "f/$form/new", component: lazyRouteComponent(() => import("./NewPage"), "NewPage") })];
