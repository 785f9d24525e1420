import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";

export const routes = [
  createRoute({ getParentRoute: () => appRoute, path: "f/$form/edit", component: lazyRouteComponent(() => import("./DesignerPage"), "DesignerPage") }),
  createRoute({ getParentRoute: () => appRoute, path: "versions", component: lazyRouteComponent(() => import("./publish/VersionsPage"), "VersionsPage") }),
];
