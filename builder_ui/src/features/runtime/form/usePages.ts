import { useMemo, useState } from "react";
import type { Page } from "@/lib/pages";
import { pagesOf } from "@/lib/pages";
import type { ShownSection } from "./model";

export interface Pages {
  readonly pages: readonly Page<ShownSection>[];
  readonly page: number;
  readonly go: (page: number) => void;
  /** Of a run of tabs: the section that is open. */
  readonly open: (block: readonly ShownSection[]) => string;
  readonly pick: (block: readonly ShownSection[], section: string) => void;
  /** Brings a field into sight: its page, its tab. */
  readonly reveal: (field: string) => void;
}

const keyOf = (block: readonly ShownSection[]): string => block[0]?.id ?? "";

/** Which page and which tabs of a form are open. */
export function usePages(sections: readonly ShownSection[]): Pages {
  const pages = useMemo(() => pagesOf(sections), [sections]);
  const [wanted, setWanted] = useState(0);
  const [tabs, setTabs] = useState<Readonly<Record<string, string>>>({});
  const page = Math.max(0, Math.min(wanted, pages.length - 1));
  const pick = (block: readonly ShownSection[], section: string): void => setTabs((old) => ({ ...old, [keyOf(block)]: section }));
  return {
    pages,
    page,
    go: (to) => setWanted(Math.max(0, Math.min(to, pages.length - 1))),
    open: (block) => block.find((section) => section.id === tabs[keyOf(block)])?.id ?? keyOf(block),
    pick,
    reveal: (field) => {
      for (const [index, one] of pages.entries()) {
        for (const block of one.blocks) {
          const section = block.find((part) => part.fields.some(({ id }) => id === field));
          if (!section) continue;
          setWanted(index);
          if (block.length > 1) pick(block, section.id);
        }
      }
    },
  };
}
