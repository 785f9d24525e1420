/** What a checker asks of single nodes: is it an argument of a kind, a condition, the wanted result. */
import type { Parameter } from "./function";
import type { Literal, Node } from "./nodes";
import type { Problem } from "./problems";
import { literalType, readTemporal } from "./rules";
import { DATE, DATETIME, TIME, among, isLoose, isShowable, isTemporalType } from "./types";
import type { Choice, Type } from "./types";

const FITS: Readonly<Record<string, (type: Type) => boolean>> = {
  text: isShowable,
  number: (type) => type.kind === "number",
  whole: (type) => type.kind === "number",
  day: (type) => among(type, "date", "datetime"),
  date: (type) => among(type, "date", "datetime"),
  moment: isTemporalType,
  time: (type) => among(type, "time", "datetime"),
  list: (type) => among(type, "list", "records", "options"),
  column: (type) => among(type, "list", "records", "options"),
  record: (type) => type.kind === "record",
  instant: (type) => among(type, "date", "datetime"),
  calendar: (type) => type.kind === "calendar",
};

const TEMPORAL_KINDS = new Set(["day", "date", "moment", "time", "instant"]);

export class Checks {
  readonly problems: Problem[] = [];

  protected problem(code: string, node: Node, values: Readonly<Record<string, unknown>> = {}): void {
    this.problems.push({ code, place: node.at, values });
  }

  wantYesNo(node: Node): Node {
    if (node.type.kind !== "yes_no" && !isLoose(node.type)) this.problem("expression.condition", node, { found: node.type.kind });
    return node;
  }

  protected argument(name: string, parameter: Parameter, node: Node): Node {
    const { kind } = parameter;
    if (kind === "field") {
      if (!(node.t === "name" && node.kind === "field")) this.problem("expression.field_wanted", node, { function: name });
      return node;
    }
    if (isLoose(node.type)) return node;
    if (kind === "yes_no") return this.wantYesNo(node);
    const made = TEMPORAL_KINDS.has(kind) ? this.asTemporal(node, kind === "time" ? TIME : kind === "instant" ? DATETIME : DATE) : node;
    const fits = made.type.kind === "calendar" ? kind === "calendar" || kind === "free_days" : (FITS[kind]?.(made.type) ?? true);
    if (!fits) this.problem("expression.argument", made, { function: name, name: parameter.name, wanted: kind, found: made.type.kind });
    return made;
  }

  /** A text literal that stands beside a day, moment or time becomes one. */
  protected asTemporal(node: Node, wanted: Type): Node {
    if (node.t !== "literal" || typeof node.value !== "string" || !isTemporalType(wanted)) return node;
    const value = readTemporal(node.value, wanted);
    if (value) return { ...node, value, type: literalType(value) };
    this.problem("expression.not_a_moment", node, { found: node.value, wanted: wanted.kind });
    return { ...node, type: wanted };
  }

  protected knownOption(node: Literal, choices: readonly Choice[]): void {
    if (typeof node.value !== "string" || node.value === "" || !choices.length) return;
    if (!choices.some((choice) => choice.id === node.value)) this.problem("expression.unknown_option", node, { name: node.value });
  }

  /** The result, which must be of the expected type; a day where a moment is wanted becomes its beginning. */
  fit(node: Node, expected: Type): Node {
    const made = this.asTemporal(node, expected);
    const { type } = made;
    if (isLoose(type) || expected.kind === "any") return made;
    if (expected.kind === "datetime" && type.kind === "date") return { t: "call", name: "DATETIME", args: [made], at: made.at, type: DATETIME };
    if (expected.kind === "option" && among(type, "text", "option")) {
      if (made.t === "literal") this.knownOption(made, expected.choices);
      return made;
    }
    if (!fitsResult(expected, type)) this.problem("expression.result", made, { wanted: expected.kind, found: type.kind });
    return made;
  }
}

function fitsResult(expected: Type, type: Type): boolean {
  if (expected.kind === "text") return among(type, "text", "option");
  if (expected.kind === "record" || expected.kind === "records") {
    if (type.kind !== "record" && type.kind !== "records") return false;
    return (!expected.form || !type.form || expected.form === type.form) && (expected.kind === "records" || type.kind === "record");
  }
  if (expected.kind === "list" && among(type, "list", "records", "options")) return true;
  if (expected.kind === "options" && among(type, "options", "list", "option", "text")) return true;
  return expected.kind === type.kind;
}
