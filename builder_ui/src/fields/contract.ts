import type { ComponentType, ReactNode } from "react";
import { createElement, lazy, useState } from "react";
import type { FieldDef, FieldLogic, Value, Values } from "@/api/types";
import type { LiteralKind } from "@/lib/literals";
import type { Language } from "@/i18n";
import type { IconComponent } from "@/ui/icons";

/** Where a value stands. */
export interface FieldPlace {
  app: string;
  form: string;
  /** Null while the record is being made. */
  record: number | null;
  /** The other values of the record, as far as known. */
  values?: Values;
  /** In a subform: its field, and the row around this value. */
  row?: { subform: string; values: Values };
}

export interface CellProps {
  field: FieldDef;
  value: Value;
  place: FieldPlace;
}

export interface CellEditorProps extends CellProps {
  /** The key that started the editing, when it was a letter: it replaces the old value. */
  typed: string | null;
  /** Ends the editing with a value; `then` says where the selection moves. */
  onCommit: (value: Value, then?: "stay" | "down" | "right" | "left") => void;
  onCancel: () => void;
}

export interface FormInputProps extends CellProps {
  /** The id of the control; label, help and message refer to it. */
  id: string;
  onChange: (value: Value) => void;
  onBlur?: () => void;
  invalid?: boolean;
  describedBy?: string | undefined;
  required?: boolean;
  readOnly?: boolean;
  autoFocus?: boolean;
  /** The value with what is worked out in its parts: totals and defaults of rows. */
  worked?: Value;
  /** Of a subform: how the form's logic wants each row. */
  rows?: readonly Readonly<Record<string, FieldLogic>>[] | undefined;
  /** Of a subform: what stands around a value that is worked out in a stored row, so that it says why. */
  explain?: ((row: number, column: FieldDef, shown: ReactNode) => ReactNode) | undefined;
  /** Messages of parts of the value by path below the field (`0.qty`): rows of a subform. */
  partErrors?: Readonly<Record<string, string>>;
}

export type Parsed = { ok: true; value: Value } | { ok: false; code: string };

/** Everything the screens know about one field type. */
export interface FieldType {
  type: string;
  icon: IconComponent;
  align: "left" | "right";
  /** Column width in a grid, pixels. */
  width: number;
  /** Used when the server names none. */
  operators: readonly string[];
  /** Whether a grid may edit it in place; else Enter opens the record. */
  inline: boolean;
  isEmpty: (value: Value) => boolean;
  /** Plain text: clipboard, titles, names for screen readers. */
  format: (value: Value, field: FieldDef, language: Language) => string;
  /** What stands in the box while it is edited, when that is not what `format` shows: 1234.5 instead of ¥ 1,234.50. */
  editText?: (value: Value, field: FieldDef) => string;
  /** From pasted or typed text. */
  parse: (text: string, field: FieldDef, language: Language) => Parsed;
  compare: (a: Value, b: Value, field: FieldDef, language: Language) => number;
  /** How its values are written in conditions; else as text, or as a number where the field has decimals. */
  literal?: LiteralKind;
  /** Whether a text already is what the server keeps (a percent's share is not what a person types). */
  isStored?: (text: string) => boolean;
  /** What is wrong with a value that stands there half typed, as a code of the error texts; null: nothing. */
  problem?: (value: Value, field: FieldDef) => string | null;
  /** What stands in an empty box, as a key of the texts. */
  hint?: string;
  /** Takes the whole width of a section. */
  wide?: boolean;
  /** Several controls under one name. */
  group?: boolean;
  /** Too much for the cells of a list beside a record. */
  bulky?: boolean;
  /** A change is complete the moment something is picked. */
  atOnce?: boolean;
  /** It holds no value and does something when it is pressed. */
  acts?: boolean;
  /** A condition about one of its values uses its own control instead of a list of its options. */
  ownPicker?: boolean;
  /** In a record its control stands open and saves by itself. */
  open?: boolean;
  /** How a record shows it in full; else as its cell. */
  Whole?: ComponentType<CellProps>;
  Cell: ComponentType<CellProps>;
  CellEditor: ComponentType<CellEditorProps>;
  FormInput: ComponentType<FormInputProps>;
}

const waiting: (() => Promise<unknown>)[] = [];

/** A component of a lazy file, by name: editors arrive after the first page, and once here they open without a pause. */
export function later<P extends object, N extends string>(load: () => Promise<Record<N, ComponentType<P>>>, name: N): ComponentType<P> {
  let here: ComponentType<P> | null = null;
  const fetchIt = async () => {
    here = (await load())[name];
    return { default: here };
  };
  const Waiting = lazy(fetchIt) as unknown as ComponentType<P>;
  waiting.push(fetchIt);
  return function Later(props: P) {
    // Chosen once per place: changing over while somebody types would throw away what was typed.
    const [Shown] = useState(() => here ?? Waiting);
    return createElement(Shown, props);
  };
}

/** Brings every editor before the first one is opened. */
export const loadEditors = (): Promise<unknown> => Promise.all(waiting.splice(0).map((load) => load().catch(() => undefined)));

export const isEmptyValue = (value: Value): boolean => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

export const ok = (value: Value): Parsed => ({ ok: true, value });
export const bad = (code: string): Parsed => ({ ok: false, code });

/** Empty values last, whatever the direction of the rest. */
export function emptyLast(a: Value, b: Value, compare: () => number): number {
  const [first, second] = [isEmptyValue(a), isEmptyValue(b)];
  if (first || second) return first === second ? 0 : first ? 1 : -1;
  return compare();
}

export const TEXT_OPERATORS = ["contains", "not_contains", "=", "<>", "starts_with", "is_empty", "is_not_empty"] as const;
export const ORDER_OPERATORS = ["=", "<>", ">", ">=", "<", "<=", "is_empty", "is_not_empty"] as const;
export const CHOICE_OPERATORS = ["in", "not_in", "is_empty", "is_not_empty"] as const;
