import type { FieldDef } from "@/api/types";
import { resultField } from "@/fields/shared/computedType";
import { fieldType } from "@/fields/registry";
import { isRelative } from "./model";
import type { Operand } from "./model";
import type { LiteralKind } from "./expression";

/** How the literals of a field are written: as its type says, else told by its settings. */
export function literalKind(field: FieldDef | undefined): LiteralKind {
  if (!field) return "text";
  const result = resultField(field);
  const own = fieldType(result.type).literal;
  if (own) return own;
  if (result.settings.to !== undefined) return "id";
  return result.settings.decimals === undefined ? "text" : "number";
}

/** A value of an input as an operand: records become their ids. */
export function toOperand(value: unknown): Operand {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((one) => toOperand(one)).filter((one) => typeof one !== "object");
  if (typeof value === "object") {
    if ("name" in value && isRelative(value as Operand)) return value as Operand;
    const id = (value as { id?: unknown }).id;
    return typeof id === "number" || typeof id === "string" ? id : null;
  }
  return value as string | number | boolean;
}
