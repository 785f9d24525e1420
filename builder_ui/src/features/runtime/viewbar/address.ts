/** The state of a record list as it stands in the address. */

/** Search parameters of a list; what is absent comes from the view. */
export interface ListSearch {
  readonly where?: string;
  readonly sort?: string;
  readonly search?: string;
  /** Columns hidden here although the view shows them, and columns shown although it does not: `-amount,+owner`. */
  readonly fields?: string;
  /** The open record. */
  readonly r?: number;
  /** 1: all records of the form, without the view's own filter (drilling down from a chart). */
  readonly all?: 1;
  /** What a filter that came from elsewhere is called there. */
  readonly from?: string;
  /** Of a calendar: the day in sight, and how much around it. */
  readonly day?: string;
  readonly span?: string;
  /** 1: the view is being set up. */
  readonly setup?: 1;
}

/** Reads search parameters from untrusted text: unknown and malformed ones are dropped. */
export function readSearch(raw: Readonly<Record<string, unknown>>): ListSearch {
  const text = (name: string): string | undefined => {
    const value = raw[name];
    return (typeof value === "string" || typeof value === "number") && String(value) !== "" ? String(value) : undefined;
  };
  const record = Number(raw.r);
  const entries = {
    where: text("where"),
    sort: text("sort"),
    search: text("search"),
    fields: text("fields"),
    r: Number.isSafeInteger(record) && record > 0 ? record : undefined,
    all: Number(raw.all) === 1 ? (1 as const) : undefined,
    from: text("from"),
    day: text("day"),
    span: text("span"),
    setup: Number(raw.setup) === 1 ? (1 as const) : undefined,
  };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as ListSearch;
}
