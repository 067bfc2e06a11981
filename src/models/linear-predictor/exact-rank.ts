/**
 * Rank over the rationals of a matrix of floats, by elimination modulo two primes. A rank modulo a prime never exceeds the true one,
 * so "more than r" is always right; "at most r" is wrong only if both primes, 150 bits together, divide every larger minor.
 */

/** The Mersenne prime 2^bits - 1: there 2^e is 2^(e mod bits), whatever the sign of e. */
export interface Prime {
  readonly bits: number;
  readonly p: bigint;
}

const mersenne = (bits: number): Prime => ({ bits, p: 2n ** BigInt(bits) - 1n });

export const primes: readonly Prime[] = [mersenne(61), mersenne(89)];

/** A float is m 2^e with an integer m. */
export function residue(x: number, { bits, p }: Prime): bigint {
  let [mantissa, exponent] = [x, 0];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [2 * mantissa, exponent - 1];
  const shift = ((exponent % bits) + bits) % bits;
  return (((BigInt(mantissa) << BigInt(shift)) % p) + p) % p;
}

/** x^(p - 2) = 1 / x. */
function inverse(x: bigint, p: bigint): bigint {
  let [result, base] = [1n, x];
  for (let power = p - 2n; power > 0n; power >>= 1n) {
    if ((power & 1n) === 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}

/** Rank of a matrix of residues, given by its columns. */
export function rankModulo(columns: readonly (readonly bigint[])[], { p }: Prime): number {
  const pivots: { readonly row: number; readonly column: readonly bigint[] }[] = [];
  for (const residues of columns) {
    const column = [...residues];
    for (const pivot of pivots) {
      const factor = p - column[pivot.row]!;
      if (factor === p) continue;
      for (let i = 0; i < column.length; i++) column[i] = (column[i]! + factor * pivot.column[i]!) % p;
    }
    const row = column.findIndex((entry) => entry !== 0n);
    if (row < 0) continue;
    const scale = inverse(column[row]!, p);
    pivots.push({ row, column: column.map((entry) => (entry * scale) % p) });
  }
  return pivots.length;
}

export function exactRank(columns: readonly Float64Array[]): number {
  const ranks = primes.map((prime) =>
    rankModulo(
      columns.map((column) => Array.from(column, (x) => residue(x, prime))),
      prime,
    ),
  );
  return Math.max(...ranks);
}
