import type { FieldTypeInfo } from "@/api/fieldTypes";

const fold = (text: string): string => text.normalize("NFKC").toLocaleLowerCase().trim();
const HAN = /[\u4e00-\u9fff]/;

/** Whether a word stands in a name: Chinese anywhere, Latin words as whole words. */
function stands(word: string, name: string): boolean {
  if (HAN.test(word)) return name.includes(word);
  const place = ` ${name.replace(/[^\p{L}\p{N}.-]+/gu, " ")} `;
  return place.includes(` ${word} `);
}

/** The type that a field's name suggests (电话, Due date), null where it suggests none: the longest word wins, of two the later one. */
export function typeNamed(name: string, offered: readonly Pick<FieldTypeInfo, "type" | "named">[]): string | null {
  const text = fold(name);
  let best: { type: string; size: number; at: number } | null = null;
  for (const { type, named } of offered) {
    for (const word of named) {
      if (!stands(word, text)) continue;
      const [size, at] = [word.length, text.lastIndexOf(word)];
      if (!best || size > best.size || (size === best.size && at > best.at)) best = { type, size, at };
    }
  }
  return best?.type ?? null;
}
