/** How a section stands among its neighbours: below them, as a tab beside them, or as the start of a further page. */
export const DISPLAYS = ["section", "tab", "page"] as const;
export type Display = (typeof DISPLAYS)[number];

/** Sections, in order, as the screens group them: pages of blocks; a block is a section or a run of tabs. */
export interface Page<S> {
  readonly head: S | null;
  readonly blocks: readonly (readonly S[])[];
}

export function pagesOf<S extends { readonly display?: Display }>(sections: readonly S[]): Page<S>[] {
  const pages: { head: S | null; blocks: S[][] }[] = [];
  for (const section of sections) {
    const display = section.display ?? "section";
    if (display === "page" || pages.length === 0) pages.push({ head: display === "page" ? section : null, blocks: [] });
    const page = pages.at(-1);
    const last = page?.blocks.at(-1);
    if (display === "tab" && last?.[0]?.display === "tab") last.push(section);
    else page?.blocks.push([section]);
  }
  return pages;
}
