import { describe, expect, it } from "vitest";
import { compare, drillSearch, funnelSteps, hasData, isLying, readFilters, spanOf } from "./model";
import type { ChartWidget } from "./model";

const chart: ChartWidget = {
  type: "funnel",
  label: "By stage",
  series: [{ id: "value", label: "Amount", format: { type: "money", currency: "CNY", decimals: 2 } }],
  points: [
    { key: "a", label: "A", values: { value: "300.00" } },
    { key: "b", label: "B", values: { value: "100.00" } },
    { key: "c", label: "C", values: { value: null } },
  ],
};

describe("a comparison with the period before", () => {
  it.each([
    ["more", "150.00", "100.00", { direction: "up", share: 0.5 }],
    ["less", "50", "100", { direction: "down", share: -0.5 }],
    ["the same", "7", "7.00", { direction: "same", share: 0 }],
    ["from nothing", "7", "0", { direction: "up", share: null }],
    ["without a period before", "7", null, null],
    ["still nothing", "0.00", "0", null],
    ["without a value", null, "7", null],
  ])("%s", (_name, value, previous, expected) => {
    expect(compare(value, previous)).toEqual(expected);
  });
});

describe("a chart", () => {
  it("gives a funnel’s steps their widths and shares", () => {
    expect(funnelSteps(chart).map((step) => [step.width, step.share])).toEqual([
      [1, 0.75],
      [1 / 3, 0.25],
      [0, 0],
    ]);
  });

  it("knows when it has nothing to show", () => {
    expect(hasData(chart)).toBe(true);
    expect(hasData({ ...chart, points: [{ key: "a", label: "A", values: { value: "0.00" } }] })).toBe(false);
    expect(hasData({ ...chart, points: [] })).toBe(false);
  });

  it("lies down where its names do not fit", () => {
    expect(isLying(chart, 400)).toBe(false);
    const long = ["装备制造与自动化", "信息技术与软件", "零售与快速消费品", "教育与培训机构"];
    const named = { ...chart, points: long.map((label) => ({ key: label, label, values: {} })) };
    expect(isLying(named, 400)).toBe(true);
    expect(isLying(named, 800)).toBe(false);
  });
});

it("drilling down leaves the view’s own filter out", () => {
  expect(drillSearch({ form: "opportunity", where: "stage = 'won'", label: "Won" }, "Deals won")).toEqual({
    where: "stage = 'won'",
    from: "Deals won",
    all: 1,
  });
  expect(drillSearch({ form: "opportunity", where: "", label: "All" }, "All")).toEqual({ from: "All", all: 1 });
});

it("the address only fills filters that the dashboard has", () => {
  const filters = [{ id: "period", default: "this_quarter" }];
  expect(readFilters({ period: "last_month", other: "x" }, filters)).toEqual({ period: "last_month" });
  expect(readFilters({ period: "'; drop" }, filters)).toEqual({ period: "this_quarter" });
});

it.each([
  [3, "desktop", 3],
  [3, "tablet", 3],
  [3, "phone", 6],
  [9, "phone", 12],
  [40, "desktop", 12],
] as const)("a widget of width %i takes its columns on a %s", (width, viewport, expected) => {
  expect(spanOf(width, viewport)).toBe(expected);
});
