import type { ComponentType } from "react";
import { shapeOf } from "../model/properties";
import type { SettingSchema } from "../model/types";
import { ConditionControl } from "./ConditionControl";
import type { ControlProps } from "./controls";
import { ChoiceControl, ChoicesControl, FlagControl, NumberControl, RawControl, TextControl } from "./controls";
import { FieldControl, FieldsControl, FormControl } from "./NameControls";
import { FormulaControl } from "./FormulaControl";
import { OptionsControl } from "./OptionsControl";
import { PathControl } from "./PathControl";
import { ValueControl } from "./ValueControl";

/** By what a setting stands for (`x-means`), where that says more than its shape. */
const BY_MEANING: Readonly<Record<string, ComponentType<ControlProps>>> = {
  form: FormControl,
  field: FieldControl,
  fields: FieldsControl,
  condition: ConditionControl,
  formula: FormulaControl,
  options: OptionsControl,
  path: PathControl,
  value: ValueControl,
  default: ValueControl,
};
const BY_SHAPE = { flag: FlagControl, choice: ChoiceControl, choices: ChoicesControl, number: NumberControl, text: TextControl, long: TextControl, raw: RawControl } as const;

/** The control for a setting; every schema has one. */
export const controlFor = (schema: SettingSchema): ComponentType<ControlProps> => BY_MEANING[String(schema["x-means"] ?? "")] ?? BY_SHAPE[shapeOf(schema)];
