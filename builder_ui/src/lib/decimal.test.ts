import { describe, expect, test } from "vitest";
import { addDecimals, compareDecimals, fixed, grouped, readDecimal, scaleOf, shift } from "./decimal";

test.each([
  ["1234.5", "1234.5"], [" 1,234,567.80 ", "1234567.80"], ["１，２３４", "1234"], ["¥ 1,000", "1000"], ["-¥12", "-12"], ["$5.00", "5.00"], ["CNY 7", "7"], ["(1,234)", "-1234"],
  ["3万", "30000"], ["1.25亿", "125000000"], ["2k", "2000"], ["100元", "100"], ["−5", "-5"], ["+3", "3"], [".5", "0.5"], ["007", "7"], ["-0", "0"],
  ["abc", null], ["", null], ["1.2.3", null], ["12px", null], ["--1", null], ["万", null],
])("reads %j as %j", (typed, expected) => expect(readDecimal(typed)).toBe(expected));

test.each([["0.125", 2, "12.5"], ["12.5", -2, "0.125"], ["1", -3, "0.001"], ["-3", 2, "-300"], ["0", 5, "0"], ["100", -2, "1"]] as const)("moves the point of %s by %i", (value, places, expected) => expect(shift(value, places)).toBe(expected));

test.each([["1.005", 2, "1.01"], ["1.004", 2, "1.00"], ["-1.005", 2, "-1.01"], ["9.99", 1, "10.0"], ["5", 2, "5.00"], ["0.4", 0, "0"], ["99999999999999999.995", 2, "100000000000000000.00"]] as const)("rounds %s to %i digits", (value, places, expected) => expect(fixed(value, places)).toBe(expected));

describe("amounts beyond what a float can hold", () => {
  test("are added exactly", () => expect(addDecimals(["90071992547409.93", "0.07", "-0.10"])).toBe("90071992547409.9"));
  test("are compared exactly", () => expect(compareDecimals("90071992547409931", "90071992547409930.5")).toBe(1));
  test("are grouped without rounding", () => expect(grouped("-12345678901234567.89")).toBe("-12,345,678,901,234,567.89"));
});

test("equal numbers written differently are equal", () => expect(compareDecimals("1.50", "1.5")).toBe(0));
test("zeros at the end carry nothing", () => expect(scaleOf("1.500")).toBe(1));
