import { useRef, useState } from "react";
import { upload } from "@/api/client";
import type { FileValue } from "@/api/types";
import { useT } from "@/i18n";

export interface Running {
  key: number;
  name: string;
  share: number;
  error: string | null;
  stop: AbortController;
}

let lastKey = 0;

/** Uploads that are under way; each that has arrived is added to the files that are there by then. */
export function useUploads(files: readonly FileValue[], set: (next: readonly FileValue[]) => void) {
  const t = useT();
  const [running, setRunning] = useState<readonly Running[]>([]);
  const latest = useRef(files);
  latest.current = files;

  const drop = (key: number) => setRunning((all) => all.filter((other) => other.key !== key));

  const put = (next: readonly FileValue[]) => {
    latest.current = next;
    set(next);
  };

  const start = (chosen: readonly File[]) => {
    for (const one of chosen) {
      lastKey += 1;
      const entry: Running = { key: lastKey, name: one.name, share: 0, error: null, stop: new AbortController() };
      const update = (change: Partial<Running>) => setRunning((all) => all.map((other) => (other.key === entry.key ? { ...other, ...change } : other)));
      setRunning((all) => [...all, entry]);
      upload<FileValue>("/files", one, (share) => update({ share }), entry.stop.signal).then(
        (stored) => {
          drop(entry.key);
          put([...latest.current, stored]);
        },
        (error: unknown) => {
          if (error instanceof DOMException) drop(entry.key);
          else update({ error: (error as Error).message || t("errors:offline") });
        },
      );
    }
  };

  const stop = (one: Running) => {
    one.stop.abort();
    drop(one.key);
  };

  return { running, start, stop, put };
}
