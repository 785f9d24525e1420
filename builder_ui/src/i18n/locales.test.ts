import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

type Texts = { [key: string]: string | Texts };

const folder = join(import.meta.dirname, "locales");
const names = (language: string) => readdirSync(join(folder, language)).sort();
const read = (language: string, name: string) => JSON.parse(readFileSync(join(folder, language, name), "utf8")) as Texts;

function flat(texts: Texts, prefix = ""): Record<string, string> {
  return Object.entries(texts).reduce<Record<string, string>>((all, [key, value]) => (typeof value === "string" ? { ...all, [prefix + key]: value } : { ...all, ...flat(value, `${prefix}${key}.`) }), {});
}

/** Chinese has one plural form: `_one` exists in English only. */
const comparable = (texts: Record<string, string>) => Object.keys(texts).filter((key) => !key.endsWith("_one")).sort();
const holes = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((found) => found[1]).sort();

test("both languages have the same files", () => expect(names("zh")).toEqual(names("en")));

describe.each(names("en"))("%s", (name) => {
  const [en, zh] = [flat(read("en", name)), flat(read("zh", name))];
  test("has the same keys in both languages", () => expect(comparable(zh)).toEqual(comparable(en)));
  test("leaves no text empty", () => expect(Object.entries({ ...en, ...zh }).filter(([, text]) => !text.trim())).toEqual([]));
  test("has the same holes in both languages", () => {
    const different = Object.keys(zh).filter((key) => en[key] !== undefined && holes(en[key] ?? "").join() !== holes(zh[key] ?? "").join());
    expect(different).toEqual([]);
  });
  test("writes Chinese with Chinese punctuation", () => {
    const wrong = Object.entries(zh).filter(([key, text]) => !key.includes("sample") && /[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(?!\w)|\.\.\.|[\u4e00-\u9fff]\(|\)[\u4e00-\u9fff]/.test(text));
    expect(wrong).toEqual([]);
  });
  test("plurals in English come in pairs", () => {
    expect(Object.keys(en).filter((key) => key.endsWith("_one") && !(key.replace(/_one$/, "_other") in en))).toEqual([]);
  });
});

describe("keys that the screens use", () => {
  const known = new Set(names("en").flatMap((name) => Object.keys(flat(read("en", name))).flatMap((key) => [`${name.replace(".json", "")}:${key}`, `${name.replace(".json", "")}:${key.replace(/_(one|other)$/, "")}`])));
  const files: string[] = [];
  const walk = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(path, entry.name));
      else if (/\.tsx?$/.test(entry.name) && !entry.name.includes(".test.")) files.push(join(path, entry.name));
    }
  };
  walk(join(import.meta.dirname, ".."));
  test("all exist", () => {
    const missing = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/["'`]([a-z]+:[a-z][\w.]*)["'`]/g)].map((found) => found[1] ?? "")).filter((key) => names("en").includes(`${key.split(":")[0]}.json`) && !known.has(key));
    expect(missing).toEqual([]);
  });
});
