/** Functions about who asks, people in fields, what a record is, and amounts in capital characters. */
import { Decimal } from "../decimal";
import { pure, short, timed } from "../function";
import type { Context, Declared } from "../function";
import { NOTHING } from "../nodes";
import type { Call, Node } from "../nodes";
import { ANY, TEXT, WHOLE, YES_NO } from "../types";
import { NUM, VALUE, isList, isRecord } from "../values";
import type { Value } from "../values";

const RECORD = [{ name: "record", kind: "any" }] as const;
const PARTS = ["country", "province", "city", "district", "street"];

const root = (name: string, call: Call): Node => ({ t: "name", name, kind: "", required: false, at: call.at, type: ANY });
const memberOf = (of: Node, name: string, call: Call): Node => ({ t: "member", of, name, required: false, at: call.at, type: ANY });
const named = (name: string): Declared => short(name, RECORD, TEXT, (call) => memberOf(call.args[0] ?? NOTHING, "name", call));

/** The parts of an address one after the other, without the postcode. */
function place(value: Value): Value {
  if (value === null || typeof value === "string") return value ?? "";
  return isRecord(value) ? PARTS.map((part) => String(value[part] ?? "")).join("") : VALUE;
}

const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["", "拾", "佰", "仟"];
const GROUPS = ["", "万", "亿", "万亿"];
const LIMIT = Decimal.of(10n ** 16n);

/** An amount as cheques and invoices write it; to the fen, halves away from zero. */
function capitals(number: Decimal): Value {
  const cents = number.round(2, "half_up");
  if (cents.abs().compare(LIMIT) >= 0) return NUM;
  const all = cents.abs().at(2);
  const whole = all / 100n;
  const [jiao, fen] = [Number((all / 10n) % 10n), Number(all % 10n)];
  let made = whole || (!jiao && !fen) ? `${inCapitals(whole)}元` : "";
  if (jiao) made += `${DIGITS.charAt(jiao)}角`;
  else if (fen && whole) made += "零";
  return `${cents.sign < 0 ? "负" : ""}${made}${fen ? `${DIGITS.charAt(fen)}分` : "整"}`;
}

/** A whole number in groups of four places; zeros within are one 零, those at the end none. */
function inCapitals(number: bigint): string {
  if (!number) return "零";
  let made = "";
  let gap = false;
  for (let group = 3; group >= 0; group--) {
    const part = Number((number / 10_000n ** BigInt(group)) % 10_000n);
    if (!part) {
      gap = made !== "";
      continue;
    }
    if (made && (gap || part < 1000)) made += "零";
    gap = false;
    made += fourPlaces(part) + (GROUPS[group] ?? "");
  }
  // Of 万亿 and 亿 only the last 亿 is written.
  return made.split("亿").length > 2 ? made.replace("万亿", "万") : made;
}

function fourPlaces(part: number): string {
  let made = "";
  let gap = false;
  for (let at = 3; at >= 0; at--) {
    const digit = Math.floor(part / 10 ** at) % 10;
    if (!digit) {
      gap = made !== "";
      continue;
    }
    made += (gap ? "零" : "") + DIGITS.charAt(digit) + (PLACES[at] ?? "");
    gap = false;
  }
  return made;
}

/** The roles held in the app by whoever asks: a root name that no field can have. */
const HELD_ROLES = "@roles";

function inRole(context: Context, role: string): Value {
  const held = context.value(HELD_ROLES);
  return isList(held) && held.includes(role);
}

export const FUNCTIONS: readonly Declared[] = [
  timed("INROLE", [{ name: "role", kind: "text" }], YES_NO, inRole),
  short("CURRENTUSER", [], ANY, (call) => root("me", call)),
  short("GETUSERNAME", [], TEXT, (call) => memberOf(root("me", call), "name", call)),
  short("USERDEPT", [], ANY, (call) => memberOf(root("me", call), "department", call)),
  named("TEXTUSER"),
  named("TEXTDEPT"),
  short("TEXTPHONE", [{ name: "phone", kind: "text" }], TEXT, (call) => ({ ...call, name: "CONCATENATE" })),
  pure("TEXTLOCATION", [{ name: "address", kind: "any" }], TEXT, place),
  short("RECNO", [], WHOLE, (call) => root("id", call)),
  short("ISNEW", [], YES_NO, (call) => ({ ...call, name: "ISBLANK", args: [root("old", call)] })),
  short("PREV", [{ name: "field", kind: "field" }], ANY, (call) => {
    const [field] = call.args;
    return field?.t === "name" ? memberOf(root("old", call), field.name, call) : { ...call, name: "PREVIOUS" };
  }),
  pure("RMBCAP", [{ name: "number", kind: "number" }], TEXT, capitals),
];
