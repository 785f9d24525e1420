/** What the list of runs is narrowed to, as it stands in the address. */

const NAME = /^[a-z][a-z0-9_]*$/;

export interface RunSearch {
  readonly rule?: string;
  readonly state?: string;
  /** `form/id` */
  readonly record?: string;
}

export function readRunSearch(raw: Readonly<Record<string, unknown>>): RunSearch {
  const text = (name: string, shape: RegExp): string | undefined => {
    const value = raw[name];
    return typeof value === "string" && shape.test(value) ? value : undefined;
  };
  const found = {
    rule: text("rule", NAME),
    state: text("state", NAME),
    record: text("record", /^[a-z][a-z0-9_]*\/\d+$/),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
