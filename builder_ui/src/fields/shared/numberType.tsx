import type { FieldDef, Value } from "@/api/types";
import { compareDecimals, fixed, readDecimal, scaleOf } from "@/lib/decimal";
import { formatNumber } from "@/lib/format";
import type { CellProps, FieldType, Parsed } from "../contract";
import { bad, emptyLast, isEmptyValue, later, ok, ORDER_OPERATORS } from "../contract";
import { asText, LineCellEditor } from "./textType";

/** A server decimal (text or number) as plain notation; null when it is none. */
export const decimalOf = (value: Value): string | null => (isEmptyValue(value) ? null : readDecimal(asText(value)));

/** Typed text to the value that travels: a JSON number without decimals, else text in the field's scale. */
export function readNumber(text: string, field: FieldDef, decimals: number): Parsed {
  if (text.trim() === "") return ok(null);
  const decimal = readDecimal(text);
  if (decimal === null) return bad("not_a_number");
  if (scaleOf(decimal) > decimals) return bad("too_many_decimals");
  if (field.settings.min != null && compareDecimals(decimal, String(field.settings.min)) < 0) return bad("too_small");
  if (field.settings.max != null && compareDecimals(decimal, String(field.settings.max)) > 0) return bad("too_large");
  return ok(decimals === 0 ? Number(fixed(decimal, 0)) : fixed(decimal, decimals));
}

/** Drops zeros that carry nothing while editing: 12.5000 is edited as 12.5. */
export function bareDecimal(value: Value): string {
  const decimal = decimalOf(value);
  return decimal === null ? asText(value) : fixed(decimal, scaleOf(decimal));
}

export const decimalsOf = (field: FieldDef, standard: number): number => (typeof field.settings.decimals === "number" ? field.settings.decimals : standard);

export function numberType(own: Pick<FieldType, "type" | "icon"> & Partial<FieldType>): FieldType {
  const format: FieldType["format"] = own.format ?? ((value) => {
    const decimal = decimalOf(value);
    return decimal === null ? asText(value) : formatNumber(decimal);
  });
  function NumberCell({ field, value }: CellProps) {
    return <span className="cut num">{format(value, field, "en")}</span>;
  }
  return {
    align: "right",
    width: 120,
    operators: ORDER_OPERATORS,
    inline: true,
    isEmpty: isEmptyValue,
    format,
    editText: bareDecimal,
    parse: (text, field) => readNumber(text, field, decimalsOf(field, 4)),
    compare: (a, b) => emptyLast(a, b, () => compareDecimals(decimalOf(a) ?? "0", decimalOf(b) ?? "0")),
    Cell: NumberCell,
    CellEditor: LineCellEditor,
    FormInput: later(() => import("./TypedFormInput"), "TypedFormInput"),
    ...own,
  };
}
