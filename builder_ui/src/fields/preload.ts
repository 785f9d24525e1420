import { loadEditors } from "./contract";

/** Brings the editors while nothing else is to do. */
export const preloadEditors = (): void => {
  const load = () => void loadEditors();
  if ("requestIdleCallback" in window) requestIdleCallback(load, { timeout: 3000 });
  else setTimeout(load, 1000);
};
