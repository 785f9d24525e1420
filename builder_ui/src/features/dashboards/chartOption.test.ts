import { describe, expect, it } from "vitest";
import { chartOption, escapeHtml } from "./chartOption";
import type { ChartWidget } from "./model";

const look = { palette: ["accent", "teal"], text: "t", muted: "m", line: "l", surface: "s", font: "f" };
const texts = { full: (value: unknown) => `<${String(value)}>`, short: (value: unknown) => `~${String(value)}` };
const bar: ChartWidget = {
  type: "bar",
  label: "By industry",
  series: [{ id: "value", label: "Customers", format: { type: "number", decimals: 0 } }],
  points: [
    { key: "a", label: "A & B", values: { value: 3 } },
    { key: "b", label: "C", values: { value: null } },
  ],
};

interface Option {
  xAxis: { type: string; data?: string[]; min?: number };
  yAxis: { type: string; min?: number };
  series: { type: string; data: (number | null)[]; itemStyle: { color: string }; endLabel: { show: boolean } }[];
  tooltip: { formatter: (items: { dataIndex: number }[]) => string };
}

function option(widget: ChartWidget): Option {
  return chartOption(widget, look, texts, 600) as unknown as Option;
}

describe("a bar chart", () => {
  it("stands on zero, the accent comes first", () => {
    const made = option(bar);
    expect(made.xAxis.data).toEqual(["A & B", "C"]);
    expect(made.yAxis.min).toBe(0);
    expect(made.series[0]?.data).toEqual([3, 0]);
    expect(made.series[0]?.itemStyle.color).toBe("accent");
  });

  it("lies down for many names", () => {
    const points = Array.from({ length: 40 }, (_, index) => ({ key: index, label: `n${index}`, values: { value: 1 } }));
    expect(option({ ...bar, points }).yAxis.type).toBe("category");
  });

  it("goes below zero when a value does", () => {
    expect(option({ ...bar, points: [{ key: "a", label: "A", values: { value: "-2.5" } }] }).yAxis.min).toBeUndefined();
  });

  it("never puts a record’s text into the tooltip as markup", () => {
    expect(option(bar).tooltip.formatter([{ dataIndex: 0 }])).toBe("A &amp; B<br>Customers: <b>&lt;3&gt;</b>");
    expect(escapeHtml(`<img src="x" onerror='y'>`)).not.toContain("<");
  });
});

it("a line chart leaves gaps where there is no value and names several lines at their ends", () => {
  const second = { id: "target", label: "Target", format: { type: "number" } };
  const made = option({ ...bar, type: "line", series: [...bar.series, second] });
  expect(made.series[0]?.data).toEqual([3, null]);
  expect(made.series.map((one) => one.endLabel.show)).toEqual([true, true]);
  expect(option({ ...bar, type: "line" }).series[0]?.endLabel.show).toBe(false);
});
