import type { FieldDef, Value } from "@/api/types";
import { useT } from "@/i18n";
import type { CellProps, FieldType } from "../contract";
import { bad, later } from "../contract";
import { fieldType } from "../registry";
import css from "./editor.module.css";
import { textType } from "./textType";

/** The field as the type it answers with: a formula that returns money is shown like money. */
export function resultField(field: FieldDef): FieldDef {
  const { returns, result } = field.settings;
  const type = typeof returns === "string" ? returns : (result?.type ?? "text");
  return { ...field, type: type === field.type ? "text" : type, settings: { ...result, ...field.settings } };
}

function ComputedCell({ field, value, place }: CellProps) {
  const t = useT();
  if (field.computed === "later") return <span className={css.later}>{t("fields:not_computed")}</span>;
  const shown = resultField(field);
  const { Cell } = fieldType(shown.type);
  return <Cell field={shown} value={value} place={place} />;
}

/** A value that the server works out: shown, never edited. */
export function computedType(own: Pick<FieldType, "type" | "icon">): FieldType {
  const through = (field: FieldDef) => fieldType(resultField(field).type);
  return {
    ...textType(own),
    width: 130,
    align: "right",
    operators: [],
    inline: false,
    format: (value: Value, field, language) => (field.computed === "later" ? "" : through(field).format(value, resultField(field), language)),
    parse: () => bad("computed"),
    compare: (a, b, field, language) => through(field).compare(a, b, resultField(field), language),
    Cell: ComputedCell,
    FormInput: later(() => import("./ComputedFormInput"), "ComputedFormInput"),
  };
}
