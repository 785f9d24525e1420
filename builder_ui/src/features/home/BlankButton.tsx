import type { ReactNode } from "react";
import { lazy, Suspense, useState } from "react";

const BlankDialog = lazy(() => import("./BlankDialog").then((module) => ({ default: module.BlankDialog })));

/** A door to a blank app; what it looks like is up to its place. */
export function BlankButton({ children }: Readonly<{ children: (open: () => void) => ReactNode }>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {children(() => setOpen(true))}
      {open && <Suspense fallback={null}><BlankDialog onClose={() => setOpen(false)} /></Suspense>}
    </>
  );
}
