/** Widgets of a dashboard as data: comparison, the table behind each chart, the way from a point to its records. */

export interface NumberFormat {
  readonly type: string;
  readonly currency?: string | null;
  readonly decimals?: number | null;
}

/** The records behind a value. */
export interface Drill {
  readonly form: string;
  readonly where: string;
  readonly label: string;
}

export interface Series {
  readonly id: string;
  readonly label: string;
  readonly format: NumberFormat;
}

export interface Point {
  readonly key: string | number | boolean | null;
  readonly label: string;
  readonly color?: string | null;
  readonly values: Readonly<Record<string, string | number | null>>;
  readonly drill?: Readonly<Record<string, Drill | null>> | null;
}

export interface NumberWidget {
  readonly type: "number";
  readonly label: string;
  readonly value: string | number | null;
  readonly format: NumberFormat;
  readonly previous?: string | number | null;
  readonly drill?: Drill | null;
  /** It counts values that a job is still working out. */
  readonly stale?: boolean;
}

export interface ChartWidget {
  readonly type: string;
  readonly label: string;
  readonly series: readonly Series[];
  readonly points: readonly Point[];
  readonly stale?: boolean;
}

export interface BrokenWidget {
  readonly type?: string;
  readonly label?: string;
  readonly error: { readonly title?: string; readonly detail?: string };
}

export type WidgetData = NumberWidget | ChartWidget | BrokenWidget;

export function isBroken(widget: WidgetData): widget is BrokenWidget {
  return "error" in widget && Boolean(widget.error);
}

export function isChart(widget: WidgetData): widget is ChartWidget {
  return "points" in widget;
}

/** Whether a chart has anything to show: a point with a value other than zero. */
export function hasData(widget: ChartWidget): boolean {
  return widget.points.some((point) => Object.values(point.values).some((value) => Number(value ?? 0) !== 0));
}

export interface Comparison {
  readonly direction: "up" | "down" | "same";
  /** Change as a fraction of the value before; null when that was zero. */
  readonly share: number | null;
}

export function compare(
  value: string | number | null,
  previous: string | number | null | undefined,
): Comparison | null {
  if (previous === null || previous === undefined || value === null) return null;
  const now = Number(value);
  const before = Number(previous);
  // Nothing after nothing is no news.
  if (!Number.isFinite(now) || !Number.isFinite(before) || (now === 0 && before === 0)) return null;
  const direction = now > before ? "up" : now < before ? "down" : "same";
  return { direction, share: before === 0 ? null : (now - before) / Math.abs(before) };
}

export interface FunnelStep {
  readonly point: Point;
  readonly value: number;
  /** Width of the bar as a share of the widest. */
  readonly width: number;
  /** Share of all steps together. */
  readonly share: number;
}

/** The steps of a funnel by its first series. */
export function funnelSteps(widget: ChartWidget): FunnelStep[] {
  const series = widget.series[0]?.id ?? "";
  const values = widget.points.map((point) => Math.max(0, Number(point.values[series] ?? 0)));
  const widest = Math.max(...values, 0);
  const sum = values.reduce((total, value) => total + value, 0);
  return widget.points.map((point, index) => {
    const value = values[index] ?? 0;
    return { point, value, width: widest ? value / widest : 0, share: sum ? value / sum : 0 };
  });
}

/** Names that do not fit below standing bars of a chart this wide are only readable beside lying ones. */
export function isLying(widget: ChartWidget, width: number): boolean {
  const pixels = (text: string): number => [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 12 : 6.5), 0);
  const widest = Math.max(0, ...widget.points.map((point) => pixels(point.label)));
  return (widest + 10) * widget.points.length > width - 24;
}

/** What a point of a chart is called beside the chart. */
export function pointName(widget: ChartWidget, point: Point): string {
  return `${widget.label}: ${point.label}`;
}

/** The record list behind a value, as search parameters; `all` leaves the view's own filter out. */
export function drillSearch(drill: Drill, from: string): { where?: string; from: string; all: 1 } {
  return { ...(drill.where ? { where: drill.where } : {}), from, all: 1 };
}

export const PERIODS = [
  "today",
  "this_week",
  "this_month",
  "last_month",
  "this_quarter",
  "last_quarter",
  "this_year",
  "last_year",
  "last_30_days",
  "last_90_days",
  "last_12_months",
  "all",
] as const;

/** Only parameters of filters that the dashboard has, so that a stale address asks for nothing unknown. */
export function readFilters(
  raw: Readonly<Record<string, unknown>>,
  filters: readonly { readonly id: string; readonly default?: string | null }[],
): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const filter of filters) {
    const value = raw[filter.id];
    if (typeof value === "string" && /^[\w.-]{1,60}$/.test(value)) chosen[filter.id] = value;
    else if (filter.default) chosen[filter.id] = filter.default;
  }
  return chosen;
}

/** Columns of the grid that a widget takes: its own of twelve, halves on a tablet, all on a phone. */
export function spanOf(width: number, viewport: "phone" | "tablet" | "desktop"): number {
  const own = Math.max(1, Math.min(12, Math.round(width)));
  if (viewport === "phone") return own <= 3 ? 6 : 12;
  if (viewport === "tablet") return own <= 3 ? 3 : own <= 6 ? 6 : 12;
  return own;
}
