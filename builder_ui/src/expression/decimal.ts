/** Exact decimal numbers: a whole number of units, and how many of its digits stand behind the point. */

export type Rounding = "half_up" | "half_even" | "down" | "up" | "floor" | "ceiling";

const POWERS: bigint[] = [];

/** 10 to a whole power that is not negative. */
export function tens(exponent: number): bigint {
  return (POWERS[exponent] ??= 10n ** BigInt(exponent));
}

const size = (value: bigint): bigint => (value < 0n ? -value : value);

/** above / below as a whole number, rounded. `below` is not 0. */
export function divideWhole(above: bigint, below: bigint, how: Rounding): bigint {
  const whole = above / below;
  const rest = above % below;
  if (rest === 0n) return whole;
  const negative = above < 0n !== below < 0n;
  const away = negative ? whole - 1n : whole + 1n;
  if (how === "down") return whole;
  if (how === "up") return away;
  if (how === "floor") return negative ? away : whole;
  if (how === "ceiling") return negative ? whole : away;
  const twice = size(rest) * 2n;
  const half = size(below);
  if (twice === half) return how === "half_up" || whole % 2n !== 0n ? away : whole;
  return twice > half ? away : whole;
}

export class Decimal {
  /** The value is `units` / 10 ^ `scale`; `scale` is never negative. */
  constructor(
    readonly units: bigint,
    readonly scale: number = 0,
  ) {}

  static of(value: number | bigint): Decimal {
    return new Decimal(BigInt(value));
  }

  /** `12.50`, `-3`, `1e5`, `.5` in plain digits; null when it is no number. */
  static read(text: string): Decimal | null {
    const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text);
    if (!found || !(found[2] || found[3])) return null;
    const fraction = found[3] ?? "";
    const units = BigInt((found[2] ?? "") + fraction) * (found[1] === "-" ? -1n : 1n);
    const scale = fraction.length - Number(found[4] ?? 0);
    if (Math.abs(scale) > 100_000) return null;
    return scale < 0 ? new Decimal(units * tens(-scale)) : new Decimal(units, scale);
  }

  get sign(): -1 | 0 | 1 {
    return this.units === 0n ? 0 : this.units < 0n ? -1 : 1;
  }

  get isZero(): boolean {
    return this.units === 0n;
  }

  /** The power of ten of its first digit: 2 for 123, -1 for 0.5. */
  get adjusted(): number {
    return size(this.units).toString().length - 1 - this.scale;
  }

  /** Its units as if it had `scale` digits behind the point, which are not fewer than it has. */
  at(scale: number): bigint {
    return scale === this.scale ? this.units : this.units * tens(scale - this.scale);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) + other.at(scale), scale);
  }

  minus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) - other.at(scale), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.scale + other.scale);
  }

  negated(): Decimal {
    return new Decimal(-this.units, this.scale);
  }

  abs(): Decimal {
    return this.units < 0n ? this.negated() : this;
  }

  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const left = this.at(scale);
    const right = other.at(scale);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  equals(other: Decimal): boolean {
    return this.compare(other) === 0;
  }

  /** Rounded to so many digits behind the point; a negative count rounds before it. */
  round(decimals: number, how: Rounding): Decimal {
    if (decimals >= this.scale) return this;
    const rounded = divideWhole(this.units, tens(this.scale - decimals), how);
    return decimals < 0 ? new Decimal(rounded * tens(-decimals)) : new Decimal(rounded, decimals);
  }

  /** Rounded to so many digits in all. */
  digits(count: number, how: Rounding): Decimal {
    return this.isZero ? this : this.round(count - 1 - this.adjusted, how);
  }

  /** The point moved to the right by so many places. */
  shifted(places: number): Decimal {
    const scale = this.scale - places;
    return scale < 0 ? new Decimal(this.units * tens(-scale)) : new Decimal(this.units, scale);
  }

  /** this / other, rounded to so many decimals. `other` is not 0. */
  over(other: Decimal, decimals: number, how: Rounding): Decimal {
    const shift = other.scale - this.scale + decimals;
    const above = shift > 0 ? this.units * tens(shift) : this.units;
    const below = shift < 0 ? other.units * tens(-shift) : other.units;
    return new Decimal(divideWhole(above, below, how), decimals);
  }

  /** What is left of a division towards zero: it has this number's sign. */
  remainder(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.at(scale) % other.at(scale), scale);
  }

  get isWhole(): boolean {
    return this.scale === 0 || this.units % tens(this.scale) === 0n;
  }

  /** Its whole part, towards zero. */
  whole(): bigint {
    return this.scale === 0 ? this.units : this.units / tens(this.scale);
  }

  /** Its whole part as a machine number; for counts that are known to be small. */
  toNumber(): number {
    return Number(this.whole());
  }

  /** With exactly `decimals` digits behind the point, which are not fewer than it has. */
  fixed(decimals: number): string {
    const digits = size(this.at(decimals)).toString().padStart(decimals + 1, "0");
    const text = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
    return this.units < 0n ? `-${text}` : text;
  }

  /** In plain notation without trailing zeros: 1054.00 -> 1054. */
  toString(): string {
    const text = this.fixed(this.scale);
    const short = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
    return short === "-0" ? "0" : short;
  }
}

export const ZERO = new Decimal(0n);
export const ONE = new Decimal(1n);
