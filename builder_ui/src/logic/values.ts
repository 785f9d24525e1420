/** Values of records between their JSON and what expressions compute with. */
import type { ShapeDef } from "@/api/logic";
import type { Json, Value as JsonValue, Values } from "@/api/types";
import { isoDay, isoMoment, isoTime, readDay, readMoment, readTime } from "@/expression/calendar";
import { Decimal, tens } from "@/expression/decimal";
import type { RecordValue, Value } from "@/expression/values";
import { Day, Moment, Span, TimeOfDay, isBlank, isRecord, recordId, toDecimal } from "@/expression/values";

const SECOND = 1_000_000n;
const PER_SECOND = Decimal.read("0.000001") ?? Decimal.of(0);
const LARGEST = 2n ** 63n - 1n;

const text = (json: Json): Value => (typeof json === "string" && json !== "" ? json : null);
const told = <T>(json: Json, read: (text: string) => T | null): T | null => (typeof json === "string" ? read(json) : null);

function idOf(json: Json): Value {
  const id = json !== null && typeof json === "object" && !Array.isArray(json) ? json.id : json;
  return typeof id === "number" ? id : typeof id === "string" && /^\d{1,15}$/.test(id) ? Number(id) : null;
}

/** Parts of structured data whose names nobody knows before: text as it is, what is no text as its JSON. */
const partsOf = (json: Record<string, Json>): RecordValue => Object.fromEntries(Object.entries(json).map(([name, part]) => [name, part === null || typeof part === "string" ? part : JSON.stringify(part)]));

const READ: Readonly<Record<string, (json: Json, shape: ShapeDef) => Value>> = {
  number: (json) => (typeof json === "number" || typeof json === "string" ? Decimal.read(String(json)) : null),
  text,
  option: text,
  yes_no: (json) => (typeof json === "boolean" ? json : null),
  date: (json) => told(json, readDay),
  datetime: (json) => told(json, readMoment),
  time: (json) => told(json, readTime),
  duration: (json) => (typeof json === "number" && Number.isInteger(json) ? new Span(0, BigInt(json) * SECOND) : null),
  record: idOf,
  options: (json) => (Array.isArray(json) ? json.map(text) : null),
  files: (json) => (Array.isArray(json) ? json.map(() => "file") : null),
  records: (json, shape) => (Array.isArray(json) ? json.map((each) => (shape.columns ? rowOf(shape.columns, each as Values) : idOf(each))) : null),
  parts: (json, shape) => (json !== null && typeof json === "object" && !Array.isArray(json) ? (Object.keys(shape.parts ?? {}).length === 0 ? partsOf(json) : rowOf(Object.fromEntries(Object.entries(shape.parts ?? {}).map(([name, kind]) => [name, { kind }])), json)) : null),
};

/** A value that cannot be read (half typed) counts as empty. */
export function toValue(shape: ShapeDef, json: JsonValue): Value {
  const made = json === undefined || json === null ? null : (READ[shape.kind]?.(json, shape) ?? null);
  return isBlank(made) ? null : made;
}

/** A row with every column. */
export function rowOf(columns: Readonly<Record<string, ShapeDef>>, row: Values): RecordValue {
  const made: Record<string, Value> = { id: idOf(row.id ?? null) };
  for (const [name, shape] of Object.entries(columns)) made[name] = toValue(shape, row[name]);
  return made;
}

const within = (shape: ShapeDef, compare: (bound: string) => number): boolean => !(shape.min !== undefined && compare(shape.min) < 0) && !(shape.max !== undefined && compare(shape.max) > 0);

function numberJson(value: Value, shape: ShapeDef): Json {
  const scale = shape.scale ?? 0;
  const exact = toDecimal(value)?.round(scale, "half_up");
  if (!exact) return null;
  const units = exact.at(scale);
  if (units > LARGEST || units < -LARGEST || !within(shape, (bound) => exact.compare(Decimal.read(bound) ?? exact))) return null;
  if (scale === 0) return Number(units);
  const size = units < 0n ? -units : units;
  return `${units < 0n ? "-" : ""}${size / tens(scale)}.${String(size % tens(scale)).padStart(scale, "0")}`;
}

function textJson(value: Value, shape: ShapeDef): Json {
  if (typeof value !== "string" || value === "") return null;
  const length = [...value].length;
  return within(shape, (bound) => length - Number(bound)) ? value : null;
}

function dayJson(value: Value, shape: ShapeDef): Json {
  if (!(value instanceof Day)) return null;
  const day = isoDay(value.ordinal);
  return within(shape, (bound) => (day < bound ? -1 : day > bound ? 1 : 0)) ? day : null;
}

const WRITTEN: Readonly<Record<string, (value: Value, shape: ShapeDef) => Json>> = {
  number: numberJson,
  text: textJson,
  date: dayJson,
  option: (value) => (typeof value === "string" && value !== "" ? value : null),
  yes_no: (value) => (typeof value === "boolean" ? value : null),
  datetime: (value) => (value instanceof Moment ? isoMoment(value).replace(/(\.\d*?)0+Z$/, "$1Z") : null),
  time: (value) => (value instanceof TimeOfDay ? isoTime(value.micros) : null),
  duration: (value) => (value instanceof Span && !value.months ? new Decimal(value.micros).times(PER_SECOND).round(0, "half_up").toNumber() : null),
  record: (value) => toDecimal(isRecord(value) ? recordId(value) : value)?.toNumber() ?? null,
};

/** What an expression gave, as the field keeps it: rounded to its decimals; errors and what does not fit are empty. */
export function fromValue(shape: ShapeDef, value: Value): Json {
  return value === null ? null : (WRITTEN[shape.kind]?.(value, shape) ?? null);
}

/** May the field hold this: is it whole, and within its bounds? Half a number counts as not typed yet. */
export function fits(shape: ShapeDef | undefined, json: JsonValue): boolean {
  if (json === undefined || json === null || json === "" || !shape || !(shape.kind in WRITTEN)) return true;
  const value = toValue(shape, json);
  if (value instanceof Decimal && value.compare(value.round(shape.scale ?? 0, "half_up")) !== 0) return false;
  return fromValue(shape, value) !== null;
}

/** Equal for values that are the same, whatever their JSON (`1.5` and `"1.50"`, an id and a record with its title). */
export function sameness(shape: ShapeDef | undefined, json: JsonValue): string {
  if (json === undefined || json === null || json === "" || (Array.isArray(json) && json.length === 0)) return "null";
  if (!shape) return JSON.stringify(json);
  const { columns } = shape;
  if (columns && Array.isArray(json)) return JSON.stringify(json.map((row) => [(row as Values).id ?? null, ...Object.keys(columns).map((name) => sameness(columns[name], (row as Values)[name]))]));
  if (shape.kind === "record") return JSON.stringify(idOf(json));
  if (shape.kind === "records" && Array.isArray(json)) return JSON.stringify(json.map(idOf));
  return JSON.stringify(shape.kind in WRITTEN ? fromValue({ kind: shape.kind, scale: shape.scale ?? 0 }, toValue(shape, json)) : json);
}
