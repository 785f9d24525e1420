import type { FieldDef, Value } from "@/api/types";
import { IconProgress } from "@/ui/icons";
import { later } from "../contract";
import { SHARE } from "../percent";
import { decimalOf, numberType } from "../shared/numberType";
import { Cell } from "./Cell";

interface Threshold {
  from: string | number;
  color: string;
}

/** The colour of the last threshold that is reached; null: the accent. */
export function colorOf(value: Value, field: FieldDef): string | null {
  const share = Number(decimalOf(value) ?? 0);
  const thresholds = Array.isArray(field.settings.colors) ? (field.settings.colors as Threshold[]) : [];
  return thresholds.filter((one) => Number(one.from) <= share).at(-1)?.color ?? null;
}

export const shareOf = (value: Value): number => Math.min(1, Math.max(0, Number(decimalOf(value) ?? 0)));

export const progress = numberType({
  type: "progress",
  icon: IconProgress,
  width: 140,
  align: "left",
  literal: "number",
  ...SHARE,
  Cell,
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
