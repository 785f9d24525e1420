import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";
import { readSearch } from "./viewbar/address";

const page = lazyRouteComponent(() => import("./CollectionPage"), "CollectionPage");

const formRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "f/$form",
  validateSearch: readSearch,
  component: page,
});
const viewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "f/$form/v/$view",
  validateSearch: readSearch,
  component: page,
});

export const routes = [formRoute, viewRoute];
