import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute, rootRoute } from "@/lib/routes";

export const routes = [
  createRoute({ getParentRoute: () => appRoute, path: "f/$form/new", component: lazyRouteComponent(() => import("./NewPage"), "NewPage") }),
  createRoute({ getParentRoute: () => rootRoute, path: "preview/$app/$form", component: lazyRouteComponent(() => import("./PreviewPage"), "PreviewPage") }),
];
