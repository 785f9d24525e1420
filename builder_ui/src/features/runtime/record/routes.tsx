import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";

export const routes = [createRoute({ getParentRoute: () => appRoute, path: "f/$form/r/$id", component: lazyRouteComponent(() => import("./RecordPage"), "RecordPage") })];
