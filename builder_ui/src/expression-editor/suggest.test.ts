import { describe, expect, it } from "vitest";
import { accept, suggestions } from "./suggest";
import { typedAt } from "./text";
import type { KnownFunction, Word } from "./types";

const word = (id: string, label: string, more: Partial<Word> = {}): Word => ({ id, label, others: [], write: `{${label}}`, kind: "field", type: "text", type_label: "text", field_type: "text", system: false, many: false, to: null, options: [], ...more });
const call = (name: string, words: string[], sentence = "", parameters = 1): KnownFunction => ({ name, also: name === "SUM" ? ["SUMOVER"] : [], signature: `${name}(value)`, sentence, words, example: null, parameters: Array.from({ length: parameters }, () => ({ name: "value", label: "value", optional: false, many: false })) });

const WORDS = [word("amount", "金额", { others: ["Amount"] }), word("customer", "客户", { others: ["Customer"], to: "crm.customer" }), word("created_at", "created_at", { system: true, write: "created_at" })];
const FUNCTIONS = [call("AVERAGE", ["mean avg", "平均 均值"]), call("SUM", ["add plus total", "相加 求和 合计"], "The sum of numbers."), call("TODAY", ["current day", "今天"], "The day of today.", 0)];
const found = (marked: string, options: Word["options"] = []): string[] => suggestions(typedAt(marked.replace("|", ""), marked.indexOf("|")), WORDS, FUNCTIONS, options).map((one) => one.label);

describe("what is offered", () => {
  it.each([
    ["相加|", ["SUM"]],
    ["xj|", ["SUM"]],
    ["qh|", ["SUM"]],
    ["add|", ["SUM"]],
    ["su|", ["SUM"]],
    ["mean|", ["AVERAGE"]],
    ["jint|", []],
    ["jt|", ["TODAY"]],
    ["{kh|", ["客户"]],
    ["cust|", ["客户"]],
    ["金|", ["金额"]],
    ["{|", ["金额", "客户", "created_at"]],
    ["sumo|", ["SUM"]],
  ])("%s", (marked, expected) => {
    expect(found(marked)).toEqual(expected);
  });

  it("options stand first beside a comparison, and alone in a text", () => {
    const options = [{ id: "won", label: "赢单" }, { id: "lost", label: "输单" }];
    expect(found("{状态} = |", options).slice(0, 2)).toEqual(["赢单", "输单"]);
    expect(found('{状态} = "赢|', options)).toEqual(["赢单"]);
    expect(found('"yd|', options)).toEqual(["赢单"]);
  });
});

describe("what is taken", () => {
  it.each([
    ["xj|", "SUM(|)"],
    ["xj|(1)", "SUM|(1)"],
    ["1 + {金|", "1 + {金额}|"],
    ["{金|aa} * 2", "{金额}| * 2"],
    ["jt|", "TODAY()|"],
  ])("%s becomes %s", (marked, expected) => {
    const text = marked.replace("|", "");
    const typed = typedAt(text, marked.indexOf("|"));
    const [first] = suggestions(typed, WORDS, FUNCTIONS);
    const made = first && accept(text, typed, first);
    expect(made && `${made.text.slice(0, made.caret)}|${made.text.slice(made.caret)}`).toBe(expected);
  });

  it("an option takes the quotes that are open with it", () => {
    const text = '{状态} = "赢"';
    const typed = typedAt(text, text.length - 1);
    const [first] = suggestions(typed, WORDS, FUNCTIONS, [{ id: "won", label: '赢"单' }]);
    expect(first && accept(text, typed, first).text).toBe('{状态} = "赢""单"');
  });
});
