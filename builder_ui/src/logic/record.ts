/** A record as expressions see it while somebody types. */
import type { ShapeDef } from "@/api/logic";
import type { Values } from "@/api/types";
import type { Clock } from "@/expression/calendar";
import type { Context } from "@/expression/function";
import type { RecordValue, Value } from "@/expression/values";
import { rowOf, toValue } from "./values";

type Shapes = Readonly<Record<string, ShapeDef>>;

export interface Seen {
  readonly clock: Clock;
  readonly around: Readonly<Record<string, Value>>;
}

/** With one option of a field, which is called `option`. */
export const choosing = (seen: Seen, option: () => string): Seen => ({
  ...seen,
  around: {
    ...seen.around,
    get option() {
      return option();
    },
  },
});

/** Values are read when they are asked for, since `values` may grow while defaults and formulas are worked out. */
export function contextOf(seen: Seen, shapes: Shapes, values: Values, old: Values | null, record?: () => RecordValue): Context {
  const around: Readonly<Record<string, () => Value>> = {
    old: () => (old ? rowOf(shapes, old) : null),
    record: record ?? (() => rowOf(shapes, values)),
    parent: record ?? (() => null),
  };
  return {
    clock: seen.clock,
    value: (name) => {
      const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
      if (shape) return toValue(shape, values[name]);
      if (Object.hasOwn(around, name)) return around[name]?.() ?? null;
      return Object.hasOwn(seen.around, name) ? (seen.around[name] ?? null) : null;
    },
    // Other records are never at hand here: what needs them is the server's.
    record: () => null,
  };
}
