/** The functions that run in the browser, under the names of the server's. */
import type { Functions } from "../function";
import * as date from "./date";
import * as history from "./history";
import * as list from "./list";
import * as logic from "./logic";
import * as number from "./number";
import * as people from "./people";
import * as science from "./science";
import * as selecting from "./selecting";
import * as statistics from "./statistics";
import * as text from "./text";

const ALIASES: Readonly<Record<string, string>> = {
  CONCAT: "CONCATENATE",
  ISNULL: "ISBLANK",
  ISCHANGED: "CHANGED",
  SYSTIME: "NOW",
  SUMOVER: "SUM",
  COUNTOVER: "COUNT",
  UNIQUE: "UNION",
};
const declared = new Map([text, number, statistics, science, date, logic, list, selecting, people, history].flatMap((group) => group.FUNCTIONS).map((each) => [each.name, each]));
for (const [alias, name] of Object.entries(ALIASES)) {
  const found = declared.get(name);
  if (found) declared.set(alias, found);
}

export const FUNCTIONS: Functions = declared;
