/** Powers and roots, exact to the decimals that the language promises. */
import { Decimal, ONE, ZERO, tens } from "./decimal";
import { exponential, logarithm } from "./logarithms";
import { DIV0, NUM, PRODUCT_DECIMALS, divideExact, inRange } from "./values";
import type { ErrorValue } from "./values";

const MAX_POWER = Decimal.of(4_000);
const MOST_DIGITS = 1_420;
const WORK = 110; // digits behind the point while logarithms are taken

/** base ^ exponent: whole exponents exactly, others with 12 decimals; guarded against giant results. */
export function power(base: Decimal, exponent: Decimal): Decimal | ErrorValue {
  if (base.isZero) return exponent.sign < 0 ? DIV0 : exponent.isZero ? NUM : ZERO;
  const large = base.abs().compare(ONE);
  if (exponent.abs().compare(MAX_POWER) > 0 && large !== 0) return large > 0 === exponent.sign > 0 ? NUM : ZERO;
  if (exponent.isWhole) return wholePower(base, exponent);
  if (base.sign < 0) return NUM;
  const rough = realPower(base, exponent);
  return rough ? rough.round(12, "half_up") : NUM;
}

function wholePower(base: Decimal, exponent: Decimal): Decimal | ErrorValue {
  const size = exponent.abs();
  const reach = Math.abs(base.adjusted) * Number(size.whole());
  if (reach > 700 && size.compare(ONE) > 0) return base.adjusted >= 0 === exponent.sign > 0 ? NUM : ZERO;
  const made = repeated(base, size.whole());
  if (exponent.sign < 0) return made.isZero ? DIV0 : inRange(divideExact(ONE, made));
  return inRange(made.round(PRODUCT_DECIMALS, "half_up"));
}

function repeated(base: Decimal, count: bigint): Decimal {
  if (base.abs().equals(ONE)) return base.sign < 0 && count % 2n === 1n ? base : ONE;
  let made = ONE;
  let square = base;
  for (let left = count; left > 0n; left >>= 1n) {
    if (left & 1n) made = made.times(square).digits(MOST_DIGITS, "half_even");
    if (left > 1n) square = square.times(square).digits(MOST_DIGITS, "half_even");
  }
  return made;
}

/** The square root with 12 decimals. */
export function root(value: Decimal): Decimal | ErrorValue {
  if (value.sign < 0) return NUM;
  const places = Math.max(14, Math.ceil(value.scale / 2));
  const found = wholeRoot(value.at(2 * places));
  return new Decimal(found, places).round(12, "half_up");
}

function wholeRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** base ^ exponent with 40 digits for a base above 0; null where it is 10 ^ 300 or more. */
function realPower(base: Decimal, exponent: Decimal): Decimal | null {
  const { units, turns } = exponential((logarithm(base, WORK) * exponent.units) / tens(exponent.scale), WORK);
  if (turns > 300n) return null;
  if (turns < -60n) return ZERO;
  const made = new Decimal(units, WORK).shifted(Number(turns)).digits(40, "half_even");
  return made.adjusted >= 300 ? null : made;
}
