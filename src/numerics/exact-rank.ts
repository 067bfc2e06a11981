/**
 * Rank of a rows x cols matrix of floats taken as the rationals they are, without any rounding: elimination modulo primes below 2^26,
 * where every product is exact in float64. The rank modulo a prime is a lower bound. It is the rank as soon as no larger one is possible,
 * or the product of the primes tried exceeds Hadamard's bound of every larger minor: only 0 is divisible by all of them.
 * Reference: von zur Gathen, Gerhard, Modern Computer Algebra, 5.5.
 */
import { NonFiniteMatrix } from "./scaling.ts";

/** A row as integers mantissa 2^shift: the row of floats times a power of two of its own, which leaves the rank alone. */
interface IntegerRow {
  readonly mantissas: Float64Array;
  readonly shifts: Int32Array;
  /** Every entry is below 2^bits. */
  readonly bits: number;
}

/** Primes lie between 2^25 and 2^26. */
const bitsOfPrimes = 25;
const largestPrimes: number[] = [];

const view: DataView = new DataView(new ArrayBuffer(8));

/** The exponent e with x = (an integer below 2^53) 2^e. */
function exponentOf(x: number): number {
  view.setFloat64(0, x);
  return Math.max(1, (view.getUint32(0) >>> 20) & 0x7ff) - 1075;
}

/** 2^e in factors that neither over- nor underflow. */
function timesPowerOfTwo(x: number, e: number): number {
  const half = Math.trunc(e / 2);
  return x * 2 ** half * 2 ** (e - half);
}

/** null for a row of zeros. */
function integerRow(row: Float64Array): IntegerRow | null {
  const exponents = Int32Array.from(row, exponentOf);
  const present = exponents.filter((_, j) => row[j] !== 0);
  if (present.length === 0) return null;
  const lowest = present.reduce((a, b) => Math.min(a, b));
  return {
    mantissas: row.map((x, j) => timesPowerOfTwo(x, -exponents[j]!)),
    shifts: exponents.map((e, j) => (row[j] === 0 ? 0 : e - lowest)),
    bits: present.reduce((a, b) => Math.max(a, b)) - lowest + 53,
  };
}

function prime(index: number): number {
  for (let next = (largestPrimes.at(-1) ?? 2 ** 26 + 1) - 2; largestPrimes.length <= index; next -= 2) {
    let divisor = 3;
    while (divisor * divisor <= next && next % divisor !== 0) divisor += 2;
    if (divisor * divisor > next) largestPrimes.push(next);
  }
  return largestPrimes[index]!;
}

/** base^exponent modulo p. */
function power(base: number, exponent: number, p: number): number {
  let result = 1;
  let square = base;
  for (let k = exponent; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result = (result * square) % p;
    square = (square * square) % p;
  }
  return result;
}

/** The row modulo p, entries in [0, p). */
function residues({ mantissas, shifts }: IntegerRow, p: number): Float64Array {
  return mantissas.map((m, j) => {
    const residue = ((m % p) * power(2, shifts[j]!, p)) % p;
    return residue < 0 ? residue + p : residue;
  });
}

/** Elimination row by row; stops at `most`. */
function rankModulo(rows: readonly IntegerRow[], p: number, most: number): number {
  const basis: { readonly row: Float64Array; readonly column: number }[] = [];
  for (const integers of rows) {
    if (basis.length === most) break;
    const row = residues(integers, p);
    for (const { row: known, column } of basis) {
      // p - factor instead of -factor: a + (p - factor) b stays below 2^53
      const factor = p - row[column]!;
      if (factor !== p) for (let j = 0; j < row.length; j++) row[j] = (row[j]! + factor * known[j]!) % p;
    }
    const column = row.findIndex((entry) => entry !== 0);
    if (column < 0) continue;
    // Fermat: a^(p - 2) is the inverse of a
    const inverse = power(row[column]!, p - 2, p);
    basis.push({ row: row.map((entry) => (entry * inverse) % p), column });
  }
  return basis.length;
}

/** log2 of Hadamard's bound k^(k/2) 2^(b_1 + ... + b_k) for the minors of order k, b the k largest bits. */
function minorBits(rows: readonly IntegerRow[], k: number): number {
  const bits = rows.map((row) => row.bits).sort((a, b) => b - a);
  // log2 k is at most the number of bits of k
  return bits.slice(0, k).reduce((sum, b) => sum + b, (k / 2) * k.toString(2).length);
}

export function exactRank(a: Float64Array, rows: number, cols: number): number {
  if (!a.every(Number.isFinite)) throw new NonFiniteMatrix("the matrix has a non-finite entry");
  const integers = Array.from({ length: rows }, (_, i) => integerRow(a.subarray(i * cols, (i + 1) * cols))).filter(
    (row) => row !== null,
  );
  const used = Array.from({ length: cols }, (_, j) => j).filter((j) => integers.some((row) => row.mantissas[j] !== 0));
  const most = Math.min(integers.length, used.length);
  let rank = 0;
  for (let k = 0; ; k++) {
    rank = Math.max(rank, rankModulo(integers, prime(k), most));
    if (rank === most || (k + 1) * bitsOfPrimes > minorBits(integers, rank + 1)) return rank;
  }
}
