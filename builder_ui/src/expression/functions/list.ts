/** Functions over lists: of related records' fields, of options, of what is written in brackets. */
import { isTooLong } from "../evaluator";
import { special } from "../function";
import type { Declared, Run } from "../function";
import { show } from "../operators";
import { TEXT } from "../types";
import { VALUE, isBlank, isError, isList } from "../values";

function join(runs: readonly Run[]): Run {
  return (context) => {
    const given = runs.map((run) => run(context));
    const error = given.find(isError);
    if (error) return error;
    const [first = null, second] = given;
    const between = second === undefined ? ", " : show(second, context);
    const shown = (isList(first) ? first : [first]).filter((value) => !isBlank(value)).map((value) => show(value, context));
    const made = shown.join(between);
    return isTooLong(made) ? VALUE : made;
  };
}

export const FUNCTIONS: readonly Declared[] = [
  special(
    "JOIN",
    [
      { name: "list", kind: "list" },
      { name: "between", kind: "text", optional: true, default: ", " },
    ],
    TEXT,
    join,
  ),
];
