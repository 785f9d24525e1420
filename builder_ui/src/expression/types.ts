/** What a value of an expression can be, under the names of the server's types. */
import type { Value } from "./values";

/** One option of a select field with its literal values (`probability: 0.1`). */
export interface Choice {
  readonly id: string;
  readonly values: Readonly<Record<string, Value>>;
}

export interface NumberType {
  readonly kind: "number";
  /** At most so many places; null where it is not known. */
  readonly decimals: number | null;
}

export type Type =
  | { readonly kind: "any" | "blank" | "text" | "yes_no" | "date" | "datetime" | "time" | "duration" | "files" | "calendar" }
  | NumberType
  | { readonly kind: "option" | "options" | "option_values"; readonly choices: readonly Choice[] }
  | { readonly kind: "record" | "records"; readonly form: string }
  | { readonly kind: "list"; readonly item: Type }
  | { readonly kind: "parts"; readonly parts: Readonly<Record<string, Type>> }
  | { readonly kind: "namespace"; readonly name: string };

export type TypeKind = Type["kind"];

export const ANY: Type = { kind: "any" };
export const BLANK: Type = { kind: "blank" };
export const TEXT: Type = { kind: "text" };
export const YES_NO: Type = { kind: "yes_no" };
export const DATE: Type = { kind: "date" };
export const DATETIME: Type = { kind: "datetime" };
export const TIME: Type = { kind: "time" };
export const CALENDAR: Type = { kind: "calendar" };
export const DURATION: Type = { kind: "duration" };
export const NUMBER: NumberType = { kind: "number", decimals: null };
export const WHOLE: NumberType = { kind: "number", decimals: 0 };

export const numberType = (decimals: number | null): NumberType => ({ kind: "number", decimals });

/** Is the type one of these kinds? */
export const among = (type: Type, ...kinds: readonly TypeKind[]): boolean => kinds.includes(type.kind);

export const isTemporalType = (type: Type): boolean => among(type, "date", "datetime", "time");

/** Not known, or nothing: it goes with everything. */
export const isLoose = (type: Type): boolean => among(type, "any", "blank");

/** Shown by `&` and CONCATENATE; records and lists have no text of their own. */
export const isShowable = (type: Type): boolean => among(type, "text", "number", "yes_no", "date", "datetime", "time", "option", "blank", "any");

/** The type that holds values of both (the branches of an IF), or null when there is none. */
export function join(left: Type, right: Type): Type | null {
  if (isLoose(left)) return right;
  if (isLoose(right)) return left;
  if (left.kind === "number" && right.kind === "number") {
    return numberType(left.decimals === null || right.decimals === null ? null : Math.max(left.decimals, right.decimals));
  }
  if (left.kind === "option" && right.kind === "option") {
    const known = new Set(left.choices.map((choice) => choice.id));
    return { kind: "option", choices: [...left.choices, ...right.choices.filter((choice) => !known.has(choice.id))] };
  }
  if (among(left, "text", "option") && among(right, "text", "option")) return TEXT;
  if (left.kind === "list" && right.kind === "list") {
    const item = join(left.item, right.item);
    return item && { kind: "list", item };
  }
  return same(left, right) ? left : null;
}

function same(left: Type, right: Type): boolean {
  if (left.kind !== right.kind) return false;
  if ("form" in left && "form" in right) return left.form === right.form;
  if ("name" in left && "name" in right) return left.name === right.name;
  if ("choices" in left && "choices" in right) return left.choices.map((each) => each.id).join() === right.choices.map((each) => each.id).join();
  if ("parts" in left && "parts" in right) return Object.keys(left.parts).join() === Object.keys(right.parts).join();
  return true;
}

/** The type that holds all of them; `any` for none, null when there is no such type. */
export function joinAll(types: readonly Type[]): Type | null {
  let made: Type | null = types[0] ?? ANY;
  for (const type of types.slice(1)) made = made && join(made, type);
  return made;
}

/** The type of one value out of `type`, where it is a list. */
export function display(type: Type): Type {
  if (type.kind === "list") return type.item;
  if (type.kind === "records") return { kind: "record", form: type.form };
  if (type.kind === "options") return { kind: "option", choices: type.choices };
  return type;
}
