/** Exact arithmetic on dyadic rationals, the numbers floats are: mantissa * 2^exponent with a BigInt mantissa. */

export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export const zero: Dyadic = { mantissa: 0n, exponent: 0 };
export const one: Dyadic = { mantissa: 1n, exponent: 0 };
export const two: Dyadic = { mantissa: 2n, exponent: 0 };

/** Every float is dyadic: double it until it is an integer. */
export function dyadic(x: number): Dyadic {
  let exponent = 0;
  while (!Number.isInteger(x)) {
    x *= 2;
    exponent -= 1;
  }
  return { mantissa: BigInt(x), exponent };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n) return b;
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const shifted = ({ mantissa, exponent: own }: Dyadic): bigint => mantissa << BigInt(own - exponent);
  return { mantissa: shifted(a) + shifted(b), exponent };
}

export const times = (a: Dyadic, b: Dyadic): Dyadic =>
  a.mantissa === 0n || b.mantissa === 0n
    ? zero
    : { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
export const negative = (a: Dyadic): Dyadic => ({ ...a, mantissa: -a.mantissa });
