import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HUES } from "./Tag";

const source = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

function tokensOf(scheme: "light" | "dark"): Record<string, string> {
  const block = new RegExp(`data-mantine-color-scheme="${scheme}"\\] \\{([^}]*)\\}`).exec(source)?.[1] ?? "";
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((found) => [found[1] as string, found[2] as string]));
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["bg", "bg-subtle", "bg-canvas", "bg-hover"];
const reads: [string, string][] = [
  ...["text", "text-2", "text-3"].flatMap((text) => grounds.map((ground): [string, string] => [text, ground])),
  ...["accent", "danger"].flatMap((text) => ["bg", "bg-subtle"].map((ground): [string, string] => [text, ground])),
  ["accent", "accent-soft"], ["text", "accent-soft"], ["on-accent", "accent-fill"], ["on-accent", "accent-hover"],
  ["ok", "ok-soft"], ["warn", "warn-soft"], ["danger", "danger-soft"], ["info", "info-soft"],
  ...HUES.map((hue): [string, string] => [`tag-${hue}`, `tag-${hue}-bg`]),
];
/** Boundaries that are the only sign of a control, and the focus ring. */
const edges: [string, string][] = [["line-input", "bg"], ["focus", "bg"], ["focus", "bg-subtle"], ["accent", "bg-hover"]];

describe.each(["light", "dark"] as const)("the %s scheme", (scheme) => {
  const tokens = tokensOf(scheme);
  const pair = ([front, ground]: [string, string]) => contrast(tokens[front] ?? "", tokens[ground] ?? "");

  test.each(reads)("%s can be read on %s", (front, ground) => expect(pair([front, ground])).toBeGreaterThanOrEqual(4.5));
  test.each(edges)("%s can be seen on %s", (front, ground) => expect(pair([front, ground])).toBeGreaterThanOrEqual(3));
  test("white can be read on what destroys", () => {
    expect(contrast("#ffffff", tokens["danger-fill"] ?? "")).toBeGreaterThanOrEqual(4.5);
    expect(contrast("#ffffff", tokens["danger-hover"] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
});

test("both schemes define the same colours", () => {
  expect(Object.keys(tokensOf("dark")).sort()).toEqual(Object.keys(tokensOf("light")).sort());
});
