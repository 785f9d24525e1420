import type { FieldDef, Value } from "@/api/types";
import type { Language } from "@/i18n";
import { IconMapPin } from "@/ui/icons";
import { TEXT_OPERATORS, later, ok } from "../contract";
import { asText, textType } from "../shared/textType";
import { Cell } from "./Cell";

const STANDARD = ["country", "province", "city", "district", "street", "postcode"] as const;

/** The named parts, from large to small. */
export function addressParts(field: FieldDef, value: Value): string[] {
  const parts = field.settings.parts;
  if (Array.isArray(parts)) return parts.map(String);
  const own = value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
  return [...STANDARD, ...own.filter((part) => !(STANDARD as readonly string[]).includes(part))];
}

/** Chinese from large to small without separators, Western from small to large with commas. */
export function addressLine(value: Value, field: FieldDef, _language?: Language): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return asText(value);
  const parts = addressParts(field, value).map((part) => ({ part, text: asText(value[part]) })).filter(({ text }, at, all) => text && text !== all[at - 1]?.text);
  const chinese = parts.some(({ text }) => /[\u4e00-\u9fff]/.test(text));
  if (chinese) return [...parts.filter(({ part }) => part !== "postcode"), ...parts.filter(({ part }) => part === "postcode")].map(({ text, part }) => (part === "postcode" ? ` ${text}` : text)).join("");
  return parts.reverse().map(({ text }) => text).join(", ");
}

export const address = textType({
  type: "address",
  icon: IconMapPin,
  wide: true,
  width: 220,
  operators: TEXT_OPERATORS,
  inline: false,
  isEmpty: (value) => !value || (typeof value === "object" && Object.values(value).every((part) => !part)),
  format: addressLine,
  parse: (text) => ok(text.trim() ? { street: text.trim() } : null),
  group: true,
  bulky: true,
  Cell,
  FormInput: later(() => import("./FormInput"), "FormInput"),
});
