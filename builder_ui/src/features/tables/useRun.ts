import { useEffect, useRef, useState } from "react";
import { api } from "@/api/client";
import { jobEnded } from "@/api/queries";
import type { Job } from "@/api/work";
import type { Made, Prepared } from "./model";

export interface Report {
  readonly created: number;
  readonly updated: number;
  readonly failed: number;
  readonly left_empty: number;
  readonly problems: readonly unknown[];
}

export type Step = { readonly state: "waiting" } | { readonly state: "running"; readonly done: number } | { readonly state: "done"; readonly report: Report } | { readonly state: "failed"; readonly error: string };

const EVERY = 400;

async function bringIn(one: Prepared, tell: (step: Step) => void): Promise<void> {
  tell({ state: "running", done: 0 });
  const { job } = await api.post<{ job: number }>(`/imports/${one.id}/run`);
  for (;;) {
    const seen = await api.get<Job>(`/jobs/${job}`);
    if (jobEnded(seen)) {
      if (seen.state !== "done") throw new Error(seen.error?.title ?? seen.state);
      const { report } = await api.get<{ report: Report }>(`/imports/${one.id}`);
      tell({ state: "done", report });
      return;
    }
    tell({ state: "running", done: seen.progress?.done ?? 0 });
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

/** Runs the imports one after the other: links find what came before them. One that fails does not stop the others. */
export function useRun(made: Made): Readonly<Record<string, Step>> {
  const [steps, setSteps] = useState<Readonly<Record<string, Step>>>({});
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void (async () => {
      for (const one of made.imports) {
        const tell = (step: Step): void => setSteps((now) => ({ ...now, [one.id]: step }));
        try {
          await bringIn(one, tell);
        } catch (failure) {
          tell({ state: "failed", error: (failure as Error).message });
        }
      }
    })();
  }, [made]);
  return steps;
}
