/** How a condition of the form's logic is told. */
import type { Condition } from "./types";

const SHOWS: ReadonlySet<Condition["effect"]> = new Set(["show", "section"]);

/** Whether it makes the field other than it would be without it. */
export const applies = (one: Condition): boolean => (SHOWS.has(one.effect) ? one.holds === false : one.holds === true);

/** The key of its sentence. */
export const said = (one: Condition): string => `${one.effect}_${one.holds === null ? "unknown" : one.formula === null ? "always" : one.holds ? "yes" : "no"}`;

/** What applies comes first. */
export const sorted = (conditions: readonly Condition[]): Condition[] => [...conditions.filter(applies), ...conditions.filter((one) => !applies(one))];
