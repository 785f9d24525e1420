const fold = (text: string): string => text.normalize("NFKC").toLocaleLowerCase();

/** Whether every word of the search occurs in the text, in any case and width. */
export function matches(text: string, search: string): boolean {
  const folded = fold(text);
  return fold(search).split(/\s+/).every((word) => folded.includes(word));
}
