// How often a second the browser's expressions are read, checked and run. Called by benchmarks/expressions.py with
// {"texts": {name: text}, "seconds": n}; answers the same shape as the Python half, as JSON.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { createServer } = await import(pathToFileURL(createRequire(`${process.cwd()}/package.json`).resolve("vite")).href);
const { texts, seconds } = JSON.parse(process.argv[2]);
const server = await createServer({ root: process.cwd(), configFile: false, appType: "custom", logLevel: "error", server: { middlewareMode: true, ws: false }, optimizeDeps: { noDiscovery: true } });
const load = (name) => server.ssrLoadModule(`/src/expression/${name}.ts`);
const [{ check, contextOf }, { parse }, { Decimal }, { numberType }, { readMoment }] = await Promise.all(["expression", "parser", "decimal", "types", "calendar"].map(load));

const field = (type) => ({ type, kind: "field", required: false });
const scope = { symbols: { amount: field(numberType(2)), rate: field(numberType(6)), count: field(numberType(0)), active: field({ kind: "yes_no" }) }, members: {} };
const values = { amount: Decimal.read("1054.00"), rate: Decimal.read("0.1"), count: Decimal.of(3), active: true };
const context = contextOf({ moment: readMoment("2024-06-01T02:30:00Z"), zone: "Asia/Shanghai" }, values);

const five = Decimal.of(5);
const thousand = Decimal.of(1000);
const zero = Decimal.of(0);
const byHand = {
  product: ({ amount, rate }) => (amount ?? zero).times(rate ?? zero).plus(five),
  condition: ({ amount }) => (amount !== null && amount.compare(thousand) > 0 ? "gold" : "silver"),
  nested: ({ amount, rate, count, active }) => (active ? (amount ?? zero).times(rate ?? zero).round(2, "half_up") : amount !== null && amount.compare(zero) > 0 ? amount : zero).plus(count ?? zero),
};

let kept; // what was worked out last, so that nothing is left out as useless
function perSecond(work) {
  let best = 0;
  for (let turn = 0; turn < 3; turn += 1) {
    const began = performance.now();
    let count = 0;
    while (performance.now() - began < (seconds * 1000) / 3) {
      for (let at = 0; at < 100; at += 1) kept = work();
      count += 100;
    }
    best = Math.max(best, (count * 1000) / (performance.now() - began));
  }
  return Math.round(best);
}

const measured = {};
for (const [name, text] of Object.entries(texts)) {
  const made = check(text, scope);
  if (Array.isArray(made)) throw new Error(`${text}: ${JSON.stringify(made)}`);
  const ours = made.run(context);
  const theirs = byHand[name](values);
  if (!(ours === theirs || ours.equals(theirs))) throw new Error(`${text}: ${ours} is not ${theirs}`);
  measured[name] = {
    read: perSecond(() => parse(text)),
    read_limit: perSecond(() => new Function(`return ${text}`)),
    checked: perSecond(() => check(text, scope)),
    run: perSecond(() => made.run(context)),
    run_limit: perSecond(() => byHand[name](values)),
  };
}
await server.close();
if (kept === undefined) throw new Error("nothing was worked out");
console.log(JSON.stringify(measured));
