/** Functions of the sciences: angles, logarithms, distance; results with 12 decimals. */
import { Decimal, ONE, ZERO, tens } from "../decimal";
import { pure } from "../function";
import type { Declared } from "../function";
import { exponential, logarithm } from "../logarithms";
import { numberType } from "../types";
import { DIV0, NUM } from "../values";
import type { Value } from "../values";

const RESULT = numberType(12);
const WORK = 80;
const LONG = 340; // e ^ 690 has 300 digits before its 12 decimals
const UNIT = tens(WORK);
const PI = Decimal.read("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899") ?? ZERO;
const DEGREE = Decimal.read("0.017453292519943295769236907684886127134428718885417254560971914") ?? ZERO;
const MOST_ANGLE = Decimal.of(2 ** 27); // as in Excel
const MOST_POWER = Decimal.of(690);
const EARTH = 6_371_008.8; // mean radius, metres

/** Sine and cosine in units of 10 ^ -WORK: the angle within a turn, then the series. */
function turned(angle: Decimal): readonly [sine: bigint, cosine: bigint] {
  const rest = angle.remainder(PI.plus(PI)).round(WORK, "half_even").at(WORK);
  const square = -(rest * rest) / UNIT;
  let [sine, cosine, term] = [rest, UNIT, UNIT];
  for (let at = 2n; term !== 0n; at += 2n) {
    term = (term * square) / UNIT / ((at - 1n) * at);
    cosine += term;
    sine += (term * rest) / UNIT / (at + 1n);
  }
  return [sine, cosine];
}

const rounded = (units: bigint): Decimal => new Decimal(units, WORK).round(12, "half_up");

const angular = (name: string, compute: (sine: bigint, cosine: bigint) => Value): Declared =>
  pure(name, [{ name: "angle", kind: "number" }], RESULT, (angle) => (angle.abs().compare(MOST_ANGLE) >= 0 ? NUM : compute(...turned(angle))));

const ratio = (above: bigint, below: bigint): Value => (below === 0n ? DIV0 : rounded((above * UNIT) / below));

function toBase(value: Decimal, base: Decimal): Value {
  if (value.sign <= 0 || base.sign <= 0) return NUM;
  return base.equals(ONE) ? DIV0 : ratio(logarithm(value, WORK), logarithm(base, WORK));
}

function powerOfE(value: Decimal): Value {
  if (value.abs().compare(MOST_POWER) > 0) return value.sign > 0 ? NUM : ZERO;
  const { units, turns } = exponential(value.round(LONG, "half_even").at(LONG), LONG);
  return new Decimal(units, LONG).shifted(Number(turns)).round(12, "half_up");
}

/** Along a great circle; machine numbers are exact enough for the centimetres that are shown. */
function distance(...given: readonly Decimal[]): Value {
  const [latitude = 0, longitude = 0, toLatitude = 0, toLongitude = 0] = given.map(Number);
  if (Math.max(Math.abs(latitude), Math.abs(toLatitude)) > 90 || Math.max(Math.abs(longitude), Math.abs(toLongitude)) > 180) return NUM;
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const [first, second, turn] = [radians(latitude), radians(toLatitude), radians(toLongitude - longitude)];
  const half = Math.sin((second - first) / 2) ** 2 + Math.cos(first) * Math.cos(second) * Math.sin(turn / 2) ** 2;
  return Decimal.read((2 * EARTH * Math.asin(Math.sqrt(Math.min(1, half)))).toFixed(20))?.round(2, "half_up") ?? NUM;
}

const VALUE = { name: "number", kind: "number" } as const;
const place = (name: string): { readonly name: string; readonly kind: "number" } => ({ name, kind: "number" });

export const FUNCTIONS: readonly Declared[] = [
  angular("SIN", rounded),
  angular("COS", (_, cosine) => rounded(cosine)),
  angular("TAN", ratio),
  angular("COT", (sine, cosine) => ratio(cosine, sine)),
  pure("RADIANS", [place("degrees")], RESULT, (degrees) => degrees.times(DEGREE).round(12, "half_up")),
  pure("PI", [], RESULT, () => PI.round(12, "half_up")),
  pure("LOG", [VALUE, { name: "base", kind: "number", optional: true, default: Decimal.of(10) }], RESULT, toBase),
  pure("LN", [VALUE], RESULT, (value) => (value.sign <= 0 ? NUM : rounded(logarithm(value, WORK)))),
  pure("EXP", [VALUE], RESULT, powerOfE),
  pure("DISTANCE", [place("latitude"), place("longitude"), place("to_latitude"), place("to_longitude")], numberType(2), distance),
];
