/** The functions that run in the browser, under the names of the server's. */
import type { Functions } from "../function";
import * as date from "./date";
import * as history from "./history";
import * as list from "./list";
import * as logic from "./logic";
import * as number from "./number";
import * as text from "./text";

const ALIASES: Readonly<Record<string, string>> = { CONCAT: "CONCATENATE", ISNULL: "ISBLANK" };
const declared = new Map([text, number, date, logic, list, history].flatMap((group) => group.FUNCTIONS).map((each) => [each.name, each]));
for (const [alias, name] of Object.entries(ALIASES)) {
  const found = declared.get(name);
  if (found) declared.set(alias, found);
}

export const FUNCTIONS: Functions = declared;
