/** What a list is ordered by: fields, each up or down; written `-amount`. */
export interface SortKey {
  readonly field: string;
  readonly desc: boolean;
}

export function parseSort(keys: readonly string[] | string | undefined): SortKey[] {
  const list = typeof keys === "string" ? keys.split(",") : (keys ?? []);
  return list
    .map((key) => key.trim())
    .filter((key) => /^-?[a-z_][a-z0-9_]*$/.test(key))
    .map((key) => (key.startsWith("-") ? { field: key.slice(1), desc: true } : { field: key, desc: false }));
}

export function sortText(keys: readonly SortKey[]): string {
  return keys.map((key) => (key.desc ? `-${key.field}` : key.field)).join(",");
}
