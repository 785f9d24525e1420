import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute, shellRoute } from "@/lib/routes";

const page = () => import("./FromFilePage");

export const routes = [
  createRoute({ getParentRoute: () => shellRoute, path: "from-file", component: lazyRouteComponent(page, "AppFromFile") }),
  createRoute({ getParentRoute: () => appRoute, path: "from-file", component: lazyRouteComponent(page, "FormsFromFile") }),
];
