/** Integers times powers of two: sums and products of floats without rounding. */

/** mantissa 2^exponent. */
export interface Dyadic {
  readonly mantissa: bigint;
  readonly exponent: number;
}

export const zero: Dyadic = { mantissa: 0n, exponent: 0 };

/** The float itself; it must be finite. */
export function dyadic(value: number): Dyadic {
  const [bits] = new BigUint64Array(Float64Array.of(value).buffer);
  const exponent = Number((bits! >> 52n) & 0x7ffn);
  const fraction = bits! & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : fraction | (1n << 52n);
  return { mantissa: value < 0 ? -magnitude : magnitude, exponent: Math.max(exponent, 1) - 1075 };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n) return b;
  if (b.mantissa === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  return { mantissa: shifted(a, exponent) + shifted(b, exponent), exponent };
}

export function times(a: Dyadic, b: Dyadic): Dyadic {
  if (a.mantissa === 0n || b.mantissa === 0n) return zero;
  return { mantissa: a.mantissa * b.mantissa, exponent: a.exponent + b.exponent };
}

/** The numbers as integers over one common power of two. */
export function overOneDenominator(values: readonly Dyadic[]): bigint[] {
  const exponent = values.reduce(
    (least, { mantissa, exponent: e }) => (mantissa === 0n ? least : Math.min(least, e)),
    0,
  );
  return values.map((value) => (value.mantissa === 0n ? 0n : shifted(value, exponent)));
}

const shifted = ({ mantissa, exponent }: Dyadic, target: number): bigint => mantissa << BigInt(exponent - target);
