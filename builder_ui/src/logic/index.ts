/** Runs a form's logic; loaded when a form is opened. */
export { isClosed, optionsIn, refusalIn } from "./closed";
export { programOf } from "./program";
export type { Program } from "./program";
export { work } from "./work";
export type { RuleError, States } from "./states";
export { withoutCells } from "./rows";
export type { Answer, Situation, Worked } from "./work";
