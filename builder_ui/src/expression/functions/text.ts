/** Functions over text: cut, join, find, change. Places and lengths count characters. */
import { Decimal, ONE } from "../decimal";
import { formatValue } from "../format";
import { formatNumber } from "../format_number";
import { pure, timed } from "../function";
import type { Declared } from "../function";
import { NOTHING } from "../nodes";
import type { Call, Node } from "../nodes";
import { lower, upper } from "../letters";
import { findPattern, readNumber } from "../patterns";
import { NUMBER, TEXT, WHOLE, YES_NO } from "../types";
import { TEXT_CAP, VALUE } from "../values";
import type { Value } from "../values";

const FARTHEST = Decimal.of(10 * TEXT_CAP);

/** A count as a machine number; nothing is longer than the cap. */
const small = (count: Decimal): number => (count.compare(FARTHEST) > 0 ? FARTHEST : count).toNumber();

const lengthOf = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

/** `text[from:to]` by characters. */
function cut(text: string, from: number, to?: number): string {
  return /[\ud800-\udfff]/.test(text) ? [...text].slice(from, to).join("") : text.slice(from, to);
}

/** Latin letters A-Z made small, all else as it is: the same on every database. */
const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Does it hold for a text and a part of it, whatever the case of Latin letters? */
const test = (name: string, holds: (text: string, part: string) => boolean): Declared => pure(name, [WHERE, PART], YES_NO, (text, part) => holds(fold(text), fold(part)));

const right = (text: string, count: Decimal): Value => {
  if (count.sign < 0) return VALUE;
  return cut(text, Math.max(0, lengthOf(text) - small(count)));
};

function middle(text: string, start: Decimal, count: Decimal): Value {
  if (start.sign <= 0 || count.sign < 0) return VALUE;
  const first = small(start) - 1;
  return cut(text, first, first + small(count));
}

function replaced(text: string, start: Decimal, count: Decimal, by: string): Value {
  if (start.sign <= 0 || count.sign < 0) return VALUE;
  const first = small(start) - 1;
  return cut(text, 0, first) + by + cut(text, first + small(count));
}

function substituted(text: string, old: string, by: string, instance: Decimal | null): Value {
  if (instance && instance.sign <= 0) return VALUE;
  if (!old) return text;
  const parts = text.split(old);
  if (!instance) {
    const growth = (lengthOf(by) - lengthOf(old)) * (parts.length - 1);
    return growth > 0 && growth + lengthOf(text) > TEXT_CAP ? VALUE : parts.join(by);
  }
  const wanted = small(instance);
  return wanted >= parts.length ? text : parts.slice(0, wanted).join(old) + by + parts.slice(wanted).join(old);
}

/** Where a search that begins at a character finds something, as a count from 1. */
function found(text: string, start: Decimal, search: (from: number) => number | null): Value {
  if (start.sign <= 0 || start.compare(Decimal.of(lengthOf(text) + 1)) > 0) return VALUE;
  const at = search(start.toNumber() - 1);
  return at === null ? VALUE : Decimal.of(at + 1);
}

function find(part: string, text: string, start: Decimal): Value {
  return found(text, start, (from) => {
    const skipped = cut(text, 0, from).length;
    const at = text.indexOf(part, skipped);
    return at < 0 ? null : lengthOf(text.slice(0, at));
  });
}

function repeated(text: string, count: Decimal): Value {
  if (count.sign < 0 || count.times(Decimal.of(lengthOf(text))).compare(Decimal.of(TEXT_CAP)) > 0) return VALUE;
  return text ? text.repeat(count.toNumber()) : "";
}

// Codes 128 to 159.
const WINDOWS = [..."€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"];

/** What Windows shows for a code from 1 to 255, as in Excel. */
function character(code: Decimal): Value {
  if (code.sign <= 0 || code.compare(Decimal.of(255)) > 0) return VALUE;
  const at = code.toNumber();
  return WINDOWS[at - 0x80] ?? String.fromCharCode(at);
}

const grouped = (decimals: number, plain: boolean): string => (plain ? "0" : "#,##0") + (decimals > 0 ? `.${"0".repeat(decimals)}` : "");

/** Below zero decimals the number is rounded to tens, hundreds and so on; never more than 127 decimals. */
function fixed(value: Decimal, decimals: Decimal, plain: boolean): Value {
  if (decimals.compare(Decimal.of(127)) > 0) return VALUE;
  const places = decimals.compare(Decimal.of(-400)) < 0 ? -400 : decimals.toNumber();
  return formatNumber(value.round(places, "half_up"), grouped(places, plain));
}

/** TEXT with the pattern that the written decimals mean, as the server has it. */
function fixedAsText(call: Call): Node | null {
  const [value = NOTHING, decimals, plain] = call.args;
  const places = decimals ? (decimals.t === "literal" ? decimals.value : null) : TWO;
  const bare = plain ? (plain.t === "literal" ? plain.value : null) : false;
  if (!(places instanceof Decimal) || places.sign < 0 || places.compare(Decimal.of(9)) > 0 || typeof bare !== "boolean") return null;
  return { ...call, name: "TEXT", args: [value, { ...NOTHING, value: grouped(places.toNumber(), bare), at: call.at }] };
}

const TWO = Decimal.of(2);
const WHERE = { name: "text", kind: "text" } as const;
const PART = { name: "part", kind: "text" } as const;
const COUNT = { name: "count", kind: "whole", optional: true, default: ONE } as const;
const START = { name: "start", kind: "whole" } as const;
const FROM = { ...START, optional: true, default: ONE } as const;
const LENGTH = { name: "count", kind: "whole" } as const;
const NEW = { name: "new", kind: "text" } as const;

export const FUNCTIONS: readonly Declared[] = [
  pure("CONCATENATE", [WHERE, { name: "more", kind: "text", optional: true, many: true }], TEXT, (...parts: string[]) => parts.join("")),
  pure("LEFT", [WHERE, COUNT], TEXT, (text, count) => (count.sign < 0 ? VALUE : cut(text, 0, small(count)))),
  pure("RIGHT", [WHERE, COUNT], TEXT, right),
  pure("MID", [WHERE, START, LENGTH], TEXT, middle),
  pure("CHAR", [{ name: "code", kind: "whole" }], TEXT, character),
  pure("LEN", [WHERE], WHOLE, (text) => Decimal.of(lengthOf(text))),
  pure("LOWER", [WHERE], TEXT, (text) => lower(text)),
  pure("UPPER", [WHERE], TEXT, (text) => upper(text)),
  pure("TRIM", [WHERE], TEXT, (text) => text.split(" ").filter(Boolean).join(" ")),
  pure("SUBSTITUTE", [WHERE, { name: "old", kind: "text" }, NEW, { name: "instance", kind: "whole", optional: true }], TEXT, substituted),
  pure("REPLACE", [WHERE, START, LENGTH, NEW], TEXT, replaced),
  pure("FIND", [PART, WHERE, FROM], WHOLE, find),
  pure("SEARCH", [PART, WHERE, FROM], WHOLE, (part, text, start) => found(text, start, (from) => findPattern(part, text, from))),
  pure("EXACT", [WHERE, { name: "other", kind: "text" }], YES_NO, (text, other) => text === other),
  timed("TEXT", [{ name: "value", kind: "any" }, { name: "pattern", kind: "text" }], TEXT, (context, value, pattern) => formatValue(value, pattern, context)),
  pure("VALUE", [{ name: "text", kind: "any" }], NUMBER, (value) => (typeof value === "string" ? (readNumber(value) ?? VALUE) : value)),
  {
    ...pure("FIXED", [{ name: "number", kind: "number" }, { name: "decimals", kind: "whole", optional: true, default: TWO }, { name: "without_commas", kind: "yes_no", optional: true, default: false }], TEXT, fixed),
    expand: fixedAsText,
  },
  pure("REPT", [WHERE, LENGTH], TEXT, repeated),
  test("CONTAINS", (text, part) => text.includes(part)),
  test("STARTS_WITH", (text, part) => text.startsWith(part)),
  test("ENDS_WITH", (text, part) => text.endsWith(part)),
  pure("WITHIN", [{ name: "path", kind: "text" }, PART], YES_NO, (path, part) => path === part || path.startsWith(`${part}/`)),
];
