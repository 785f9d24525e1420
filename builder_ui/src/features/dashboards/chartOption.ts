/** What ECharts is told for a bar or line chart: accent first, direct labels, zero baseline; everything else is left out. */
import type { ChartWidget, NumberFormat } from "./model";
import { isLying } from "./model";

/** Colours and type of the page, read from its tokens. */
export interface Look {
  readonly palette: readonly string[];
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly font: string;
}

export interface ChartTexts {
  /** The value in full. */
  readonly full: (value: string | number | null, format: NumberFormat) => string;
  /** The value for an axis or a bar's end. */
  readonly short: (value: string | number) => string;
}

export function escapeHtml(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}

interface TooltipItem {
  readonly dataIndex: number;
}

export function chartOption(
  widget: ChartWidget,
  look: Look,
  texts: ChartTexts,
  width: number,
): Record<string, unknown> {
  const line = widget.type === "line";
  const lying = !line && isLying(widget, width);
  const labels = widget.points.map((point) => point.label);
  const text = { color: look.muted, fontFamily: look.font, fontSize: 12 };
  const category = {
    type: "category",
    data: labels,
    inverse: lying,
    boundaryGap: !line,
    axisLine: { lineStyle: { color: look.line } },
    axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: line, ...(lying ? { width: 140, overflow: "truncate", interval: 0 } : {}) },
  };
  // With a label at every bar the axis would only say it again.
  const labelled = !line && widget.points.length * widget.series.length <= 14;
  const amount = {
    type: "value",
    min: 0,
    splitNumber: 4,
    axisLine: { show: false },
    splitLine: { show: !labelled, lineStyle: { color: look.line } },
    axisLabel: { ...text, show: !labelled, formatter: (value: number) => texts.short(value) },
  };
  const negative = widget.points.some((point) => Object.values(point.values).some((value) => Number(value ?? 0) < 0));
  const valueAxis = negative ? { ...amount, min: undefined } : amount;
  const series = widget.series.map((one, index) => {
    const color = look.palette[index % look.palette.length] ?? look.text;
    const data = widget.points.map((point) => {
      const value = point.values[one.id];
      return value === null || value === undefined ? (line ? null : 0) : Number(value);
    });
    const last = line && widget.series.length > 1;
    return {
      id: one.id,
      name: one.label,
      type: line ? "line" : "bar",
      data,
      itemStyle: { color, borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] },
      lineStyle: { color, width: 2 },
      ...(line
        ? { symbol: "circle", symbolSize: 7, showSymbol: widget.points.length <= 36, connectNulls: false }
        : { barMaxWidth: lying ? 18 : 40, barGap: "20%" }),
      label: {
        ...text,
        color: look.text,
        show: labelled,
        position: lying ? "right" : "top",
        formatter: ({ value }: { value: number }) => (value === 0 ? "" : texts.short(value)),
      },
      endLabel: last ? { ...text, show: true, color, formatter: "{a}", distance: 6 } : { show: false },
      emphasis: { focus: "series", itemStyle: { color } },
      animationDuration: 160,
    };
  });
  return {
    animationDuration: 160,
    textStyle: { fontFamily: look.font },
    grid: {
      top: 16,
      left: 4,
      right: line && widget.series.length > 1 ? 80 : lying ? 56 : 12,
      bottom: 4,
      containLabel: true,
    },
    xAxis: lying ? valueAxis : category,
    yAxis: lying ? category : valueAxis,
    tooltip: {
      trigger: "axis",
      axisPointer: { type: line ? "line" : "shadow", lineStyle: { color: look.line }, shadowStyle: { opacity: 0.06 } },
      confine: true,
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { color: look.text, fontFamily: look.font, fontSize: 12 },
      formatter: (items: readonly TooltipItem[]) => {
        const point = widget.points[items[0]?.dataIndex ?? 0];
        if (!point) return "";
        const rows = widget.series.map(
          (one) =>
            `${escapeHtml(one.label)}: <b>${escapeHtml(texts.full(point.values[one.id] ?? null, one.format))}</b>`,
        );
        return [escapeHtml(point.label), ...rows].join("<br>");
      },
    },
    series,
  };
}
