// src/api/schema.d.ts from the API's own description: of a running server (FORMWRIGHT_API, http://127.0.0.1:8000 when unset).
// With --check nothing is written: ends with 1 when the file says something else.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const here = dirname(fileURLToPath(import.meta.url));
const address = `${process.env.FORMWRIGHT_API ?? "http://127.0.0.1:8000"}/api/v1/openapi.json`;
const answer = await fetch(address).catch(() => null);
if (!answer?.ok) {
  console.error(`No description of the API at ${address}: start the server first (formwright demo).`);
  process.exit(1);
}
const described = await answer.json();
// Forms of installed apps differ from place to place; the screens read them at run time.
for (const path of Object.keys(described.paths)) if (/^\/api\/v1\/apps\/[a-z][^{]*\/forms\//.test(path)) delete described.paths[path];
for (const name of Object.keys(described.components?.schemas ?? {})) if (name.includes(".")) delete described.components.schemas[name];
const file = join(here, "../src/api/schema.d.ts");
const text = `// Made by \`make ui-types\`; do not edit.\n${astToString(await openapiTS(described))}`;
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error("builder_ui/src/api/schema.d.ts is older than the API: `make ui-types` beside a running server makes it anew.");
  process.exit(1);
}
