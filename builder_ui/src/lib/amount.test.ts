import { describe, expect, it } from "vitest";
import { briefAmount, fullAmount } from "./amount";

const money = { type: "money", currency: "CNY", decimals: 2 };

it.each([
  ["1234.5", money, "¥ 1,234.50"],
  [12, { type: "number", decimals: 0 }, "12"],
  ["0.425", { type: "percent" }, "42.5%"],
  [null, money, "–"],
])("%s in full", (value, format, expected) => {
  expect(fullAmount(value, format)).toBe(expected);
});

describe("in little room", () => {
  it.each([
    ["small amounts stay exact", "12.50", "¥ 12.50"],
    ["cents go from a thousand on", "1234.56", "¥ 1,235"],
    ["only leading digits from the limit on", "12345678.00", "¥ 12.3M"],
    ["below zero too", "-12345678.00", "-¥ 12.3M"],
  ])("%s", (_name, value, expected) => {
    expect(briefAmount(value, money, "en", 1e7)).toBe(expected);
  });

  it("in the units of the language", () => {
    expect(briefAmount("123456789.00", money, "zh-CN", 1e8)).toBe("¥ 1.2亿");
  });
});
