/** The board: lanes from the options of a select field, where a card may go, and how the totals move with it. */

export interface LaneOption {
  readonly id: string;
  readonly label: string;
  readonly color?: string | null;
  readonly values?: Readonly<Record<string, unknown>> | null;
}

export interface Lane {
  /** The option; "" collects the records without one. */
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly closed: boolean;
  readonly count: number;
  /** Sum of the view's total field in plain notation; null when the view names none. */
  readonly total: string | null;
}

export interface LaneSums {
  readonly count: number;
  readonly total: string | null;
}

/** Lanes in the options' order; the one without an option only when it holds something. */
export function lanesOf(
  options: readonly LaneOption[],
  sums: ReadonlyMap<string, LaneSums>,
  withTotal: boolean,
  emptyLabel: string,
): Lane[] {
  const lane = (id: string, label: string, color: string, closed: boolean): Lane => {
    const sum = sums.get(id);
    return { id, label, color, closed, count: sum?.count ?? 0, total: withTotal ? (sum?.total ?? "0") : null };
  };
  const lanes = options.map((option) =>
    lane(option.id, option.label, option.color ?? "gray", option.values?.closed === true),
  );
  return sums.get("")?.count ? [lane("", emptyLabel, "gray", false), ...lanes] : lanes;
}

export type Transitions = Readonly<Record<string, readonly string[]>> | null | undefined;

/** Whether the field's transitions let a record go from one option to another; staying is always allowed. */
export function mayMove(transitions: Transitions, from: string, to: string): boolean {
  if (from === to) return true;
  if (to === "") return false;
  if (!transitions || from === "") return true;
  return (transitions[from] ?? []).includes(to);
}

/** Adds plain decimal texts exactly: "0.10" + "0.2" = "0.30". */
export function addDecimals(first: string, second: string, sign: 1 | -1 = 1): string {
  const places = (text: string): number => text.split(".")[1]?.length ?? 0;
  const scale = Math.max(places(first), places(second));
  const scaled = (text: string): bigint => {
    const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
    const units = BigInt(whole + fraction.padEnd(scale, "0"));
    return text.startsWith("-") ? -units : units;
  };
  const sum = scaled(first) + BigInt(sign) * scaled(second);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, "0");
  const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return sum < 0n ? `-${text}` : text;
}

/** Counts and totals of the lanes after a card worth `amount` has moved. */
export function movedLanes(lanes: readonly Lane[], from: string, to: string, amount: string | null): Lane[] {
  if (from === to) return [...lanes];
  return lanes.map((lane) => {
    if (lane.id !== from && lane.id !== to) return lane;
    const sign = lane.id === to ? 1 : -1;
    const total = lane.total === null ? null : addDecimals(lane.total, amount ?? "0", sign);
    return { ...lane, count: lane.count + sign, total };
  });
}
