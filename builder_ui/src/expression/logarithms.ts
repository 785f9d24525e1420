/** Logarithms and powers of e over whole numbers of tiny units: as many exact digits as somebody asks for. */
import { divideWhole, tens } from "./decimal";
import type { Decimal } from "./decimal";

const tenLogarithms = new Map<number, bigint>();

/** ln 10 in units of 10 ^ -digits. */
function logarithmOfTen(digits: number): bigint {
  const known = tenLogarithms.get(digits) ?? series(10n * tens(digits), tens(digits));
  tenLogarithms.set(digits, known);
  return known;
}

/** ln of a number above 0, in units of 10 ^ -digits. */
export function logarithm(value: Decimal, digits: number): bigint {
  const turns = value.adjusted;
  const near = value.shifted(-turns).round(digits, "half_even");
  return series(near.at(digits), tens(digits)) + BigInt(turns) * logarithmOfTen(digits);
}

function series(value: bigint, unit: bigint): bigint {
  const step = ((value - unit) * unit) / (value + unit);
  const square = (step * step) / unit;
  let term = step;
  let sum = 0n;
  for (let count = 1n; term !== 0n; count += 2n) {
    sum += term / count;
    term = (term * square) / unit;
  }
  return 2n * sum;
}

/** e ^ value as `units` * 10 ^ `turns`; value and units are in units of 10 ^ -digits, units below 10. */
export function exponential(value: bigint, digits: number): { readonly units: bigint; readonly turns: bigint } {
  const unit = tens(digits);
  const ten = logarithmOfTen(digits);
  const turns = divideWhole(value, ten, "floor");
  const rest = value - turns * ten;
  let term = unit;
  let units = 0n;
  for (let count = 1n; term !== 0n; count += 1n) {
    units += term;
    term = (term * rest) / unit / count;
  }
  return { units, turns };
}
