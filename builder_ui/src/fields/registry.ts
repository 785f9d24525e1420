import { address } from "./address";
import { button } from "./button";
import { cascade } from "./cascade";
import type { FieldType } from "./contract";
import { date } from "./date";
import { datetime } from "./datetime";
import { department } from "./department";
import { duration } from "./duration";
import { email } from "./email";
import { fallback } from "./fallback";
import { file } from "./file";
import { formula } from "./formula";
import { image } from "./image";
import { json } from "./json";
import { longText } from "./long_text";
import { lookup } from "./lookup";
import { masked } from "./masked";
import { money } from "./money";
import { multiSelect } from "./multi_select";
import { number } from "./number";
import { percent } from "./percent";
import { phone } from "./phone";
import { progress } from "./progress";
import { rating } from "./rating";
import { relation } from "./relation";
import { richText } from "./rich_text";
import { rollup } from "./rollup";
import { select } from "./select";
import { serial } from "./serial";
import { subform } from "./subform";
import { text } from "./text";
import { time } from "./time";
import { url } from "./url";
import { user } from "./user";
import { yesNo } from "./yes_no";

const TYPES: Readonly<Record<string, FieldType>> = Object.fromEntries(
  [text, longText, richText, number, money, percent, date, datetime, time, duration, select, multiSelect, cascade, yesNo, rating, progress, phone, email, url, address, user, department, serial, relation, subform, file, image, json, button, masked, formula, lookup, rollup].map((type) => [type.type, type]),
);

/** The type's object; a type that this build does not know is shown by the shape of its values. */
export const fieldType = (type: string): FieldType => TYPES[type] ?? fallback;

export const knownTypes = (): readonly string[] => Object.keys(TYPES);

export type { CellEditorProps, CellProps, FieldPlace, FieldType, FormInputProps, Parsed } from "./contract";
export { isEmptyValue } from "./contract";
