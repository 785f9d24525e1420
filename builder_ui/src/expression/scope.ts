/** What a name means at one place of an app: the checker asks a scope. */
import type { Type } from "./types";

/**
 * A name with its meaning. `kind`: `field` is a field of the record, `inverse` the list of records that point to it;
 * all others (`me`, `setting`, `old` …) are known beforehand. `required`: it is never empty.
 */
export interface Symbol {
  readonly type: Type;
  readonly kind: string;
  readonly required: boolean;
}

/** Root names, and the members of forms and namespaces by their name. */
export interface Scope {
  readonly symbols: Readonly<Record<string, Symbol>>;
  readonly members: Readonly<Record<string, Readonly<Record<string, Symbol>>>>;
}

export function membersOf(scope: Scope, type: Type): Readonly<Record<string, Symbol>> {
  const name = type.kind === "record" || type.kind === "records" ? type.form : type.kind === "namespace" ? type.name : "";
  return scope.members[name] ?? {};
}

/** An own property only: no name reaches what every object inherits. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
