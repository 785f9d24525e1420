/** What a condition may ask about a form: its fields, their operators, and how one begins. */
import type { FieldDef, FormDef } from "@/api/types";
import { fieldType } from "@/fields/registry";
import type { Condition } from "./model";
import { ARITY, condition } from "./model";

/** Fields that a condition may ask about, in display order. */
export function filterableFields(form: FormDef): FieldDef[] {
  return form.order.flatMap((id) => {
    const field = form.fields[id];
    return field && field.filterable && field.can.read && operatorsOf(field).length > 0 ? [field] : [];
  });
}

/** The operators of a field that the builder can write. */
export function operatorsOf(field: FieldDef): string[] {
  const offered = field.operators.length > 0 ? field.operators : fieldType(field.type).operators;
  return offered.filter((operator) => ARITY[operator] !== undefined);
}

/** A new condition about a field; about its value is asked first. */
export function conditionOn(field: FieldDef): Condition {
  return condition(field.id, operatorsOf(field)[0] ?? "=");
}
