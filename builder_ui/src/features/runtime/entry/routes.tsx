import { createRoute } from "@tanstack/react-router";
import { appRoute } from "@/lib/routes";
import { AppEntry } from "./AppEntry";

export const routes = [createRoute({ getParentRoute: () => appRoute, path: "/", component: AppEntry })];
