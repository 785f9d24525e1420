import { create } from "zustand";

export type SchemeChoice = "light" | "dark" | "system";
export type Density = "compact" | "default" | "relaxed";

interface SchemeState {
  choice: SchemeChoice;
  shown: "light" | "dark";
  density: Density;
  choose: (choice: SchemeChoice) => void;
  setDensity: (density: Density) => void;
}

const SCHEME = "formwright.scheme";
const DENSITY = "formwright.density";
const darkQuery = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;

function stored<T extends string>(key: string, allowed: readonly T[], fallback: T): T {
  try {
    const value = localStorage.getItem(key) as T | null;
    return value !== null && allowed.includes(value) ? value : fallback;
  } catch {
    return fallback; // storage is blocked: the choice lasts for this visit only
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // storage is blocked: nothing to keep
  }
}

const resolve = (choice: SchemeChoice): "light" | "dark" =>
  choice === "system" ? (darkQuery?.matches ? "dark" : "light") : choice;

/** Colour scheme and row density of this device. */
export const useScheme = create<SchemeState>((set) => {
  const choice = stored(SCHEME, ["light", "dark", "system"] as const, "system");
  return {
    choice,
    shown: resolve(choice),
    density: stored(DENSITY, ["compact", "default", "relaxed"] as const, "default"),
    choose: (next) => {
      keep(SCHEME, next);
      set({ choice: next, shown: resolve(next) });
    },
    setDensity: (density) => {
      keep(DENSITY, density);
      set({ density });
    },
  };
});

function apply(state: SchemeState): void {
  if (typeof document === "undefined") return;
  document.documentElement.setAttribute("data-mantine-color-scheme", state.shown);
  document.documentElement.setAttribute("data-density", state.density);
}

useScheme.subscribe(apply);
apply(useScheme.getState());
darkQuery?.addEventListener("change", () => {
  const { choice } = useScheme.getState();
  if (choice === "system") useScheme.setState({ shown: resolve(choice) });
});
