import { createRootRoute, createRoute } from "@tanstack/react-router";

// The frames that features hang their routes into; router.tsx gives them their components.

export const rootRoute = createRootRoute();

/** Everything behind the sign-in, inside top bar and navigation. */
export const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: "signed-in" });

/** Everything inside one app. */
export const appRoute = createRoute({ getParentRoute: () => shellRoute, path: "a/$app" });
