import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";

export const routes = [createRoute({ getParentRoute: () => appRoute, path: "upgrade", component: lazyRouteComponent(() => import("./UpgradePage"), "UpgradePage") })];
