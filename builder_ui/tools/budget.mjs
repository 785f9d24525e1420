// What the built pages weigh, compressed: the first view, each page on top of it, each piece that comes later. Ends with 1 above a limit.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const KIB = 1024;
const LIMITS = { scripts: 170, styles: 20, language: 30, page: 84 };
/** Pages that may weigh more, and why. */
const HEAVIER = { "src/features/dashboards/DashboardPage.tsx": 210 /* charts */ };

const read = (path) => {
  try {
    return readFileSync(join(ROOT, path), "utf8");
  } catch {
    console.error(`${path} is missing: \`npm run build\` makes it.`);
    process.exit(1);
  }
};

const chunks = JSON.parse(read(".ui-chunks.json"));
const html = read("dist/index.html");
const sizes = new Map();
const size = (file) => {
  if (!sizes.has(file)) sizes.set(file, gzipSync(read(join("dist", file)), { level: 9 }).length);
  return sizes.get(file);
};
const total = (files) => [...files].reduce((sum, file) => sum + size(file), 0) / KIB;

/** A file with everything that has to be there before it runs, styles included. */
const needed = (file, found = new Set()) => {
  if (found.has(file)) return found;
  found.add(file);
  for (const style of chunks[file]?.css ?? []) found.add(style);
  for (const other of chunks[file]?.imports ?? []) needed(other, found);
  return found;
};
const without = (files, others) => new Set([...files].filter((file) => !others.has(file)));

const asked = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const first = new Set(asked.flatMap((file) => [...needed(file)]));
const rows = [
  ["scripts of the first view", total([...first].filter((file) => file.endsWith(".js"))), LIMITS.scripts],
  ["styles of the first view", total([...first].filter((file) => file.endsWith(".css"))), LIMITS.styles],
];
for (const file of Object.keys(chunks)) {
  const language = /locale-(\w+)-/.exec(file);
  if (language) rows.push([`language file ${language[1]}`, size(file) / KIB, LIMITS.language]);
}
const fetched = new Set(Object.values(chunks).flatMap((one) => one.later));
const ofHeavier = new Set(Object.values(chunks).flatMap((one) => (HEAVIER[one.source] ? one.later : [])));
for (const file of fetched) {
  if (first.has(file) || /locale-/.test(file) || ofHeavier.has(file)) continue;
  const source = chunks[file].source ?? file;
  const own = needed(file);
  // A page counts with the heaviest piece that it fetches by itself: the table or the board, the charts.
  const later = source.endsWith("Page.tsx") ? [...own].flatMap((one) => (first.has(one) ? [] : (chunks[one]?.later ?? []))) : [];
  const weights = [own, ...later.map((piece) => new Set([...own, ...needed(piece)]))].map((files) => total(without(files, first)));
  rows.push([source.replace(/^(src|assets)\//, "").replace(/-\w{8}\.js$/, ""), Math.max(...weights), HEAVIER[source] ?? LIMITS.page]);
}

const over = rows.filter(([, weight, limit]) => weight > limit);
rows.sort((a, b) => b[1] / b[2] - a[1] / a[2]);
for (const [name, weight, limit] of rows) console.log(`${weight > limit ? "TOO HEAVY " : ""}${name.padEnd(48)} ${weight.toFixed(1).padStart(6)} of ${String(limit).padStart(3)} KiB`);
process.exitCode = over.length > 0 ? 1 : 0;
