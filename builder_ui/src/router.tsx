import type { AnyRoute } from "@tanstack/react-router";
import { createRouter } from "@tanstack/react-router";
import { appRoute, rootRoute, shellRoute } from "@/lib/routes";
import { AppFrame } from "@/shell/AppFrame";
import { NotFound } from "@/shell/NotFound";
import { PageError } from "@/shell/PageError";
import { PagePending } from "@/shell/PagePending";
import { Root } from "@/shell/Root";
import { Shell } from "@/shell/Shell";

// Each feature lists its own lazy routes; the file names are few and small, the pages come when they are visited.
const found = import.meta.glob<{ routes: AnyRoute[] }>("./features/**/routes.tsx", { eager: true });
const all = Object.values(found).flatMap((module) => module.routes);
const below = (parent: AnyRoute) => all.filter((route) => route.options.getParentRoute() === parent);

rootRoute.update({ component: Root, notFoundComponent: NotFound });
shellRoute.update({ component: Shell });
appRoute.update({ component: AppFrame });

const tree = rootRoute.addChildren([...below(rootRoute), shellRoute.addChildren([...below(shellRoute), appRoute.addChildren(below(appRoute))])]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPreloadDelay: 60,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  // Search values are plain texts in the address: ?where=stage%20%3D%20'won'&r=7
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const shown = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) if (value !== undefined && value !== null && value !== "") shown.set(name, String(value));
    const text = shown.toString();
    return text ? `?${text}` : "";
  },
});
