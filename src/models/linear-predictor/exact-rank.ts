/**
 * Rank over the rationals of a matrix of floats, by elimination modulo two primes. A rank modulo a prime never exceeds the true one,
 * so "more than r" is always right; "at most r" is wrong only if both primes, 150 bits together, divide every larger minor.
 */

/** Mersenne primes. */
const primes = [2n ** 61n - 1n, 2n ** 89n - 1n];

const fraction = 2 ** 52;

/** m and e with x = m 2^e. */
function parts(x: number): readonly [bigint, number] {
  let [mantissa, exponent] = [x, 0];
  while (mantissa !== 0 && Math.abs(mantissa) < fraction) [mantissa, exponent] = [2 * mantissa, exponent - 1];
  while (!Number.isInteger(mantissa)) [mantissa, exponent] = [2 * mantissa, exponent - 1];
  return [BigInt(mantissa), exponent];
}

/** The column times a power of two that makes it integral: the rank stays. */
function integral(column: Float64Array): bigint[] {
  const entries = Array.from(column, parts);
  const lowest = entries.reduce((low, [m, e]) => (m === 0n ? low : Math.min(low, e)), 0);
  return entries.map(([m, e]) => (m === 0n ? 0n : m << BigInt(e - lowest)));
}

function inverse(x: bigint, p: bigint): bigint {
  // x^(p - 2) = 1 / x
  let [result, base] = [1n, x];
  for (let power = p - 2n; power > 0n; power >>= 1n) {
    if ((power & 1n) === 1n) result = (result * base) % p;
    base = (base * base) % p;
  }
  return result;
}

function rankModulo(columns: readonly (readonly bigint[])[], p: bigint): number {
  const pivots: { readonly row: number; readonly column: readonly bigint[] }[] = [];
  for (const integers of columns) {
    const column = integers.map((entry) => ((entry % p) + p) % p);
    for (const pivot of pivots) {
      const factor = column[pivot.row]!;
      if (factor === 0n) continue;
      for (let i = 0; i < column.length; i++) column[i] = (column[i]! + (p - factor) * pivot.column[i]!) % p;
    }
    const row = column.findIndex((entry) => entry !== 0n);
    if (row < 0) continue;
    const scale = inverse(column[row]!, p);
    pivots.push({ row, column: column.map((entry) => (entry * scale) % p) });
  }
  return pivots.length;
}

export function exactRank(columns: readonly Float64Array[]): number {
  const integers = columns.map(integral);
  return Math.max(...primes.map((p) => rankModulo(integers, p)));
}
