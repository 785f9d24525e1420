import { describe, expect, test } from "vitest";
import type { FieldDef, FieldSettings, Value } from "@/api/types";
import { linkedOf, targetOf } from "./relation/titles";
import { fieldType, knownTypes } from "./registry";
import { allowedOptions } from "./select/allowed";
import { notOpen, withOpenOptions } from "./select/open";
import { moveRow } from "./subform/rows";

const field = (type: string, settings: FieldSettings = {}): FieldDef => ({ id: "f", type, label: "F", required: false, readonly: false, computed: null, settings, can: { read: true, write: true }, sortable: true, filterable: true, operators: [] });
const stages = { options: [{ id: "new", label: "New" }, { id: "won", label: "赢单" }, { id: "lost", label: "Lost" }], transitions: { new: ["won"], won: [] } };

const regions = { options: [{ id: "js", label: "江苏" }, { id: "js/nj", label: "江苏 / 南京" }, { id: "js/sz", label: "江苏 / 苏州" }, { id: "sh", label: "上海" }] };

test.each<[string, FieldSettings, Value, string, string]>([
  ["cascade", regions, "js/nj", "江苏 / 南京", "江苏 / 南京"],
  ["text", {}, "abc", "abc", "abc"],
  ["number", { decimals: 2 }, "1234.50", "1,234.5", "1,234.5"],
  ["number", { decimals: 0 }, 7, "7", "7"],
  ["money", { currency: "CNY", decimals: 2 }, "1234.5", "¥ 1,234.50", "¥ 1,234.50"],
  ["money", { currency: "USD", decimals: 2 }, "-3", "-$ 3.00", "-$ 3.00"],
  ["money", { currency: "JPY", decimals: 0 }, "1200", "¥ 1,200", "¥ 1,200"],
  ["percent", {}, "0.125000", "12.5%", "12.5%"],
  ["date", {}, "2026-06-01", "Jun 1, 2026", "2026年6月1日"],
  ["time", {}, "09:30:00", "09:30", "09:30"],
  ["time", {}, "09:30:15", "09:30:15", "09:30:15"],
  ["duration", {}, 5400, "1h 30m", "1小时30分"],
  ["duration", { display: "clock" }, 5415, "1:30:15", "1:30:15"],
  ["duration", { unit: "days" }, 180_000, "2d 2h", "2天2小时"],
  ["duration", {}, 0, "0m", "0分"],
  ["rating", { max: 5 }, 4, "★★★★☆", "★★★★☆"],
  ["rating", { max: 3, icon: "heart" }, 1, "♥♡♡", "♥♡♡"],
  ["progress", {}, "0.450000", "45%", "45%"],
  ["select", stages, "won", "赢单", "赢单"],
  ["select", stages, "gone", "gone", "gone"],
  ["multi_select", stages, ["new", "won"], "New, 赢单", "New, 赢单"],
  ["relation", { to: "customer" }, { id: 3, title: "Acme" }, "Acme", "Acme"],
  ["relation", { to: "customer" }, 3, "#3", "#3"],
  ["user", {}, null, "", ""],
  ["address", {}, { province: "浙江省", city: "杭州市", street: "文一路 1 号" }, "浙江省杭州市文一路 1 号", "浙江省杭州市文一路 1 号"],
  ["address", {}, { city: "Berlin", street: "Main St 1", postcode: "10115" }, "10115, Main St 1, Berlin", "10115, Main St 1, Berlin"],
  ["file", {}, [{ id: "a", name: "plan.pdf", size: 1, type: "x" }], "plan.pdf", "plan.pdf"],
  ["rich_text", {}, "<h2>Plan</h2><ul><li>A &amp; B</li><li>C</li></ul>", "Plan\nA & B\nC", "Plan\nA & B\nC"],
  ["json", {}, { b: 1, a: [true, null] }, '{"b":1,"a":[true,null]}', '{"b":1,"a":[true,null]}'],
  ["json", {}, 0, "0", "0"],
  ["image", {}, [{ id: "a", name: "face.png", size: 1, type: "image/png" }], "face.png", "face.png"],
  ["formula", { returns: "money", currency: "CNY" }, "9.5", "¥ 9.50", "¥ 9.50"],
  ["barcode", {}, { a: 1 }, '{"a":1}', '{"a":1}'],
])("%s %j shows %j as %j and %j", (type, settings, value, en, zh) => {
  expect(fieldType(type).format(value, field(type, settings), "en")).toBe(en);
  expect(fieldType(type).format(value, field(type, settings), "zh-CN")).toBe(zh);
});

test.each<[string, FieldSettings, string, Value | "refused"]>([
  ["number", { decimals: 0 }, "1,200", 1200],
  ["number", { decimals: 2 }, "1.5", "1.50"],
  ["number", { decimals: 2 }, "1.555", "refused"],
  ["number", { min: 0 }, "-1", "refused"],
  ["number", {}, "many", "refused"],
  ["money", {}, "3.5万", "35000.00"],
  ["percent", {}, "12.5%", "0.125000"],
  ["percent", {}, "10", "0.100000"],
  ["date", {}, "2026年6月1日", "2026-06-01"],
  ["date", {}, "someday", "refused"],
  ["cascade", regions, "江苏/南京", "js/nj"],
  ["cascade", regions, "江苏 > 苏州", "js/sz"],
  ["cascade", regions, "南京", "js/nj"],
  ["cascade", regions, "江苏", "js"],
  ["cascade", { ...regions, complete: true }, "江苏", "refused"],
  ["cascade", regions, "浙江/杭州", "refused"],
  ["json", {}, '{"a": [1]}', { a: [1] }],
  ["json", {}, "{a: 1}", "refused"],
  ["json", {}, "12345678901234567890", "refused"],
  ["rich_text", {}, "a < b\nc", "<p>a &lt; b</p><p>c</p>"],
  ["time", {}, "9:30 pm", "21:30:00"],
  ["time", {}, "下午3点20分", "15:20:00"],
  ["time", {}, "25:00", "refused"],
  ["duration", {}, "1h 30m", 5400],
  ["duration", {}, "1小时30分", 5400],
  ["duration", {}, "1:30", 5400],
  ["duration", { unit: "hours" }, "1.5", 5400],
  ["duration", {}, "30m 1h", "refused"],
  ["duration", {}, "a while", "refused"],
  ["rating", { max: 5 }, "★★★☆☆", 3],
  ["rating", { max: 5 }, "4/5", 4],
  ["rating", { max: 5 }, "6", "refused"],
  ["rating", {}, "0", null],
  ["progress", { min: 0, max: 1 }, "45", "0.450000"],
  ["progress", { min: 0, max: 1 }, "120%", "refused"],
  ["select", stages, "赢单", "won"],
  ["select", stages, "Other", "refused"],
  ["multi_select", stages, "New，lost", ["new", "lost"]],
  ["yes_no", {}, "是", true],
  ["yes_no", {}, "0", false],
  ["relation", {}, "#12", 12],
  ["relation", {}, "Acme", "refused"],
  ["formula", {}, "1", "refused"],
  ["text", {}, "", null],
])("%s %j reads %j as %j", (type, settings, text, expected) => {
  const parsed = fieldType(type).parse(text, field(type, settings), "en");
  expect(parsed.ok ? parsed.value : "refused").toEqual(expected);
});

describe.each(knownTypes())("%s", (name) => {
  const type = fieldType(name);
  test("answers for every surface", () => {
    expect(type.type).toBe(name);
    for (const part of [type.icon, type.Cell, type.CellEditor, type.FormInput]) expect(part).toBeTruthy();
  });
  test("an empty value is shown as nothing and stands last", () => {
    expect(type.format(null, field(name), "en")).toBe("");
    expect(type.isEmpty(null)).toBe(true);
  });
});

test("what was formatted for editing can be read again", () => {
  for (const [name, value] of [["number", "1234.5000"], ["money", "99.90"], ["percent", "0.333333"], ["date", "2026-06-01"], ["datetime", "2026-06-01T01:30:00Z"], ["time", "09:30:00"], ["progress", "0.450000"]] as const) {
    const type = fieldType(name);
    const parsed = type.parse(type.editText?.(value, field(name)) ?? "", field(name), "en");
    expect(parsed, name).toEqual({ ok: true, value });
  }
});

test("options are compared in their order, empty last", () => {
  const type = fieldType("select");
  const sorted = (["lost", null, "new", "won"] as Value[]).sort((a, b) => type.compare(a, b, field("select", stages), "en"));
  expect(sorted).toEqual(["new", "won", "lost", null]);
});

test("only the options that may follow are offered", () => {
  expect(allowedOptions(field("select", stages), "new").map((option) => option.id)).toEqual(["new", "won"]);
  expect(allowedOptions(field("select", stages), null)).toHaveLength(3);
});

test("options that other values close are not offered, and named where one is chosen", () => {
  const state = { options: ["won", "lost"], unfit: true };
  expect(withOpenOptions(field("select", stages), state, null).settings.options?.map((option) => option.id)).toEqual(["won", "lost"]);
  expect(withOpenOptions(field("multi_select", stages), state, ["new"]).settings.options).toHaveLength(3);
  expect(notOpen(field("select", stages), state, "new")).toEqual({ found: ["New"], allowed: ["赢单", "Lost"] });
  expect(notOpen(field("select", stages), state, "won")).toBeNull();
  expect(notOpen(field("select", stages), { ...state, unfit: false }, "new")).toBeNull();
});

test("linked records are found in every form they travel in", () => {
  expect(linkedOf([1, { id: 2, title: "B" }])).toEqual([{ id: 1, title: "#1" }, { id: 2, title: "B" }]);
  expect(linkedOf({ id: null })).toEqual([]);
  expect(targetOf(field("user"), "crm")).toEqual({ app: "company", form: "user" });
});

test("rows move one place and stay inside", () => {
  const rows = [{ id: 1 }, { id: 2 }, { id: 3 }];
  expect(moveRow(rows, 0, 1).map((row) => row.id)).toEqual([2, 1, 3]);
  expect(moveRow(rows, 0, -1).map((row) => row.id)).toEqual([1, 2, 3]);
});
