/** Options that depend on other values: the server's `options`, with the same meaning. */
import type { CheckAnswer, FieldLogic, Json, Value as JsonValue, Values } from "@/api/types";
import type { Context, Run } from "@/expression/function";
import type { Choices } from "./program";

/** A record or row about which one option can be asked at a time. */
export type AskedAbout = (option: () => string) => Context;

interface Narrowing {
  readonly now: AskedAbout;
  /** As it was stored. */
  readonly before: AskedAbout | null;
  readonly values: Values;
  readonly base: Values | null;
  /** What the server says of the same fields, and its errors by path. */
  readonly said: Readonly<Record<string, FieldLogic>> | undefined;
  readonly refused: ReadonlySet<string>;
}

const NOT_OPEN = new Set(["value.not_an_option", "value.no_option"]);

/** The paths at which the server found values that are not open. */
export const refusedIn = (said: CheckAnswer | null): ReadonlySet<string> => new Set(said?.errors.filter((error) => NOT_OPEN.has(error.code)).map((error) => error.path));

export const idsOf = (value: JsonValue): string[] => (Array.isArray(value) ? value : [value]).filter((id): id is string & Json => typeof id === "string" && id !== "");

function open(run: Run, about: AskedAbout, ids: readonly string[]): string[] {
  let option = "";
  const context = about(() => option);
  return ids.filter((id) => {
    option = id;
    return run(context) === true;
  });
}

/** Of each field that depends: the options open now, and whether its value is wrong. What was not open before the change either is left alone. */
export function narrowed(choices: Readonly<Record<string, Choices>>, place: Narrowing, path = ""): Record<string, Pick<FieldLogic, "options" | "unfit">> {
  const found: Record<string, Pick<FieldLogic, "options" | "unfit">> = {};
  for (const [name, { ids, run }] of Object.entries(choices)) {
    const options = run ? open(run, place.now, ids) : place.said?.[name]?.options;
    if (!options) continue;
    const value = idsOf(place.values[name]);
    let wrong = value.filter((id) => !options.includes(id));
    if (wrong.length && place.before && value.join() === idsOf(place.base?.[name]).join()) wrong = run ? open(run, place.before, wrong) : place.refused.has(`${path}${name}`) ? wrong : [];
    found[name] = { options, unfit: wrong.length > 0 };
  }
  return found;
}
