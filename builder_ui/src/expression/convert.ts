/** How arguments become what a function wants: typed values as the checker let them through. */
import { local } from "./calendar";
import { ZERO } from "./decimal";
import type { Context, Kind } from "./function";
import { show } from "./operators";
import { Day, Moment, TimeOfDay, VALUE, Wall, isBlank, isError, isList, isTemporal, recordId, toDecimal } from "./values";
import type { ErrorValue, Value } from "./values";

export function truth(value: Value): boolean | ErrorValue {
  if (typeof value === "boolean") return value;
  if (value === null) return false;
  if (isError(value)) return value;
  const number = toDecimal(value);
  return number ? !number.isZero : !isBlank(value);
}

export function convert(kind: Kind, value: Value, context: Context): Value {
  switch (kind) {
    case "any":
    case "instant":
    case "calendar":
    case "free_days":
    case "field":
      return value;
    case "number":
    case "whole": {
      const number = value === null ? ZERO : toDecimal(value);
      return !number ? VALUE : kind === "whole" ? number.round(0, "down") : number;
    }
    case "text":
      return show(value, context);
    case "yes_no":
      return truth(value);
    case "record":
      return recordId(value);
    case "list":
    case "column":
      return isList(value) ? value : isBlank(value) ? [] : [value];
    default:
      return temporalArgument(kind, value, context);
  }
}

/** Days and times by the company's clock; null where there is none. */
function temporalArgument(kind: Kind, value: Value, context: Context): Value {
  if (value === null) return null;
  if (!isTemporal(value)) return VALUE;
  const wall = value instanceof Moment ? local(value, context.clock) : value;
  if (kind === "time") return wall instanceof Wall ? new TimeOfDay(wall.micros) : wall instanceof TimeOfDay ? wall : VALUE;
  if (wall instanceof Wall) return kind === "day" ? new Day(wall.ordinal) : wall;
  if (wall instanceof Day) return kind === "moment" ? new Wall(wall.ordinal, 0) : wall;
  return kind === "moment" ? new Wall(1, wall.micros) : VALUE;
}
