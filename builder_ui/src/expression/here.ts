/** What cannot be computed in the browser while somebody types, and why. */
import type { Expression } from "./expression";
import { childrenOf, pathOf } from "./nodes";
import type { Node } from "./nodes";
import { among } from "./types";

const HISTORY = new Set(["PREVIOUS", "CHANGED_AT"]);

/** What of a path is data: not the values of an option or the parts of an address, which the definition or the field hold. */
function dataOf(node: Node): Node {
  let made = node;
  while (made.t === "member" && among(made.of.type, "option", "option_values", "parts")) made = made.of;
  return made;
}

function rootKind(node: Node): string {
  let root = node;
  while (root.t === "member") root = root.of;
  return root.t === "name" ? root.kind : "";
}

/** A form has its own fields, and what is known of the person, the settings and the record as it was. */
const ownAlone = (path: readonly string[], kind: string): boolean => path.length === 1 ? kind !== "inverse" : ["me", "setting", "old"].includes(kind) && path.length === 2;

/**
 * The code of the reason why an expression has its value from the server alone; null when it runs here.
 * `atHand`: is what a path reads loaded; without it, only the form's own fields are.
 */
export function runsHere(expression: Expression, atHand: (path: readonly string[], kind: string) => boolean = ownAlone): string | null {
  const waiting: Node[] = [expression.tree];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.t === "call" && HISTORY.has(node.name)) return "expression.not_here.history";
    const path = pathOf(dataOf(node));
    if (!path) waiting.push(...childrenOf(node));
    else if (!atHand(path, rootKind(node))) return rootKind(node) === "inverse" ? "expression.not_here.list" : "expression.not_here.record";
  }
  return null;
}
