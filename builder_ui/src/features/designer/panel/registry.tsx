import type { ComponentType } from "react";
import { lazy, Suspense } from "react";
import { shapeOf } from "../model/properties";
import type { SettingSchema } from "../model/types";
import type { ControlProps } from "./controls";
import { ChoiceControl, ChoicesControl, FlagControl, ListControl, NumberControl, RawControl, TextControl } from "./controls";
import { FieldControl, FieldsControl, FormControl, TargetFieldsControl } from "./NameControls";
import { FormulaControl } from "./FormulaControl";
import { PathControl } from "./PathControl";
import { RowsOfControl } from "./RowsOfControl";
import { TransitionsControl } from "./TransitionsControl";
import { ValueControl } from "./ValueControl";
import { WhereControl } from "./WhereControl";

// With it comes what sorts a list; most settings do without.
const SortedOptions = lazy(() => import("./OptionsControl").then((module) => ({ default: module.OptionsControl })));
const OptionsControl = (props: ControlProps) => <Suspense fallback={null}><SortedOptions {...props} /></Suspense>;

/** Settings whose name says more than their schema: what may stand there depends on the field. */
const BY_NAME: Readonly<Record<string, ComponentType<ControlProps>>> = { default: ValueControl, transitions: TransitionsControl, show: TargetFieldsControl };
/** By what a setting stands for (`x-means`) or is chosen from (`x-offers`), where that says more than its shape. */
const BY_MEANING: Readonly<Record<string, ComponentType<ControlProps>>> = {
  form: FormControl,
  field: FieldControl,
  fields: FieldsControl,
  condition: WhereControl,
  formula: FormulaControl,
  options: OptionsControl,
  path: PathControl,
  rows: RowsOfControl,
};
const BY_SHAPE = { flag: FlagControl, choice: ChoiceControl, choices: ChoicesControl, list: ListControl, number: NumberControl, text: TextControl, long: TextControl, raw: RawControl } as const;

/** The control for a setting; every schema has one. */
export const controlFor = (key: string, schema: SettingSchema): ComponentType<ControlProps> => BY_NAME[key] ?? BY_MEANING[String(schema["x-offers"] ?? schema["x-means"] ?? "")] ?? BY_SHAPE[shapeOf(schema)];
