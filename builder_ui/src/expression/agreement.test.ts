import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { differences, missing, scopeOf, treeOf, written } from "./agreement";
import type { CaseFile } from "./agreement";
import { check, isExpression } from "./expression";
import { FUNCTIONS } from "./functions";

// Another file with cases made by chance can be given.
const cases = process.env.FORMWRIGHT_CASES ?? join(import.meta.dirname, "../../../tests/expression/cases.json");
const file = JSON.parse(readFileSync(cases, "utf8")) as CaseFile;
const scope = scopeOf(file);

/** What the server has and the browser has not: this list may only become shorter. */
const ON_THE_SERVER_ONLY = ["PINYIN", "RAND", "REGEXEXTRACT", "REGEXMATCH", "UUID"];

const PATIENCE = 300_000; // files made by chance may hold tens of thousands of cases

describe("the browser agrees with the server", () => {
  it.each(file.worlds.map((world) => [world.name, world] as const))("about every expression over %s", (_, world) => {
    expect(differences(world, scope)).toEqual([]);
  }, PATIENCE);

  it("about what is no expression", () => {
    const different = file.refused.flatMap(([text, codes]) => {
      const made = check(text, scope);
      const found = isExpression(made) ? [] : [...new Set(made.map((problem) => problem.code))].sort();
      return JSON.stringify(found) === JSON.stringify(codes) ? [] : [`${text.slice(0, 60)}: ${found.join()} is not ${codes.join()}`];
    });
    expect(different).toEqual([]);
  });

  it("about the tree of every text", () => {
    const different = file.parsed.flatMap(([text, tree]) => {
      const found = treeOf(text);
      return JSON.stringify(found) === JSON.stringify(tree) ? [] : [`${text}: ${JSON.stringify(found)} is not ${JSON.stringify(tree)}`];
    });
    expect(different).toEqual([]);
  }, PATIENCE);

  it("about the parameters of every function but those that run on the server only", () => {
    expect(Object.keys(file.functions).filter((name) => !FUNCTIONS.has(name)).sort()).toEqual(ON_THE_SERVER_ONLY);
    for (const [name, declared] of FUNCTIONS) expect([name, written(declared.parameters)]).toEqual([name, file.functions[name]]);
  });

  it("and leaves out only the cases of those", () => {
    const left = file.worlds.flatMap((world) => world.cases.flatMap(([text]) => missing(text)));
    expect(left.filter((name) => !ON_THE_SERVER_ONLY.includes(name))).toEqual([]);
  });
});
