/** The board: lanes from the options of a select field, where a card may go, and how the totals move with it. */
import type { KindOf } from "@/conditions/expression";
import { fromExpression, toExpression } from "@/conditions/expression";
import { condition, group } from "@/conditions/model";
import { addDecimals } from "@/lib/decimal";

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

/** Whether a record may go from one option to another by the field's transitions, and by those `open` to it; staying is always allowed. */
export function mayMove(transitions: Transitions, from: string, to: string, open: readonly string[] | null = null, emptied = false): boolean {
  if (from === to) return true;
  if (open && to !== "" && !open.includes(to)) return false;
  if (to === "") return emptied;
  if (!transitions || from === "") return true;
  return (transitions[from] ?? []).includes(to);
}

function signed(amount: string, sign: 1 | -1): string {
  if (sign === 1) return amount;
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

/** Counts and totals of the lanes after a card worth `amount` has moved. */
export function movedLanes(lanes: readonly Lane[], from: string, to: string, amount: string | null): Lane[] {
  if (from === to) return [...lanes];
  return lanes.map((lane) => {
    if (lane.id !== from && lane.id !== to) return lane;
    const sign = lane.id === to ? 1 : -1;
    const total = lane.total === null ? null : addDecimals([lane.total, signed(amount ?? "0", sign)]);
    return { ...lane, count: lane.count + sign, total };
  });
}

/** Options that a view's own filter leaves out for certain (`stage <> 'lost'`): their lanes only take cards in. */
export function excludedLanes(where: string | null, by: string, kindOf: KindOf): string[] {
  const tree = where ? fromExpression(where, kindOf) : null;
  if (!tree || tree.join === "or") return [];
  return tree.items.flatMap((item) => {
    if (item.kind === "group" || item.field !== by) return [];
    if (item.operator === "<>" && typeof item.value === "string") return [item.value];
    if (item.operator === "not_in" && Array.isArray(item.value)) return item.value.map(String);
    return [];
  });
}

/** The records of one lane as an expression; `literal` is what the lane's value is called there. */
export function laneWhere(by: string, lane: string, literal: string | number | boolean = lane): string {
  const one = lane === "" ? condition(by, "is_empty") : condition(by, "=", literal);
  return toExpression(group("and", [one]), () => (typeof literal === "number" ? "id" : "text"));
}

export type Limits = Readonly<Record<string, number>> | undefined;

/** How many cards a lane should hold at most; null: any number. */
export const limitOf = (limits: Limits, lane: string): number | null => limits?.[lane] ?? (lane === "" ? null : (limits?.any ?? null));

/** Whether a lane holds more than it should. */
export function isOverfull(limits: Limits, lane: Pick<Lane, "id" | "count">): boolean {
  const limit = limitOf(limits, lane.id);
  return limit !== null && lane.count > limit;
}
