/**
 * Orthonormal basis q_1..q_r of the span of a matrix's columns, by Gram-Schmidt with column pivoting, each projection done
 * twice. Columns are compared with their own length, so that a badly scaled feature counts as much as any other.
 */
import { echelon, orthonormal } from "./elimination.ts";

/** A column counts as dependent where less than this share of its length is left. */
const dependent = 1e-12;

export interface Span {
  readonly basis: readonly Float64Array[];
  /** Whether every dropped column was dependent down to rounding level. */
  readonly clear: boolean;
  /** Smallest share of a kept column that was new: how much rounding grows on the way back to t is at most about 1 over this. */
  readonly smallest: number;
  /** The shortest t with (matrix) t = sum_k s_k q_k. */
  readonly coefficients: (s: ArrayLike<number>) => Float64Array;
}

export const innerProduct = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
};
export const length = (a: ArrayLike<number>): number => Math.sqrt(innerProduct(a, a));

/** Subtracts from each rest its part along q, twice. */
function project(rests: readonly Float64Array[], q: Float64Array): void {
  for (const rest of [...rests, ...rests]) {
    const overlap = innerProduct(rest, q);
    for (let i = 0; i < q.length; i++) rest[i]! -= overlap * q[i]!;
  }
}

/** t_k on the chosen columns from s by back substitution: column_k = sum_{i <= k} (column_k . q_i) q_i. */
function backSubstitute(
  s: ArrayLike<number>,
  basis: readonly Float64Array[],
  chosen: readonly Float64Array[],
): number[] {
  const t = new Array<number>(basis.length).fill(0);
  for (let i = basis.length - 1; i >= 0; i--) {
    let rest = s[i]!;
    for (let k = i + 1; k < basis.length; k++) rest -= t[k]! * innerProduct(chosen[k]!, basis[i]!);
    t[i] = rest / innerProduct(chosen[i]!, basis[i]!);
  }
  return t;
}

/** The part of t inside the row space: the same products with every row, and the shortest such vector. */
function shortest(t: Float64Array, rowBasis: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(t.length);
  for (const direction of rowBasis) {
    const overlap = innerProduct(direction, t);
    for (let j = 0; j < t.length; j++) result[j]! += overlap * direction[j]!;
  }
  return result;
}

export function columnSpan(rows: readonly (readonly number[])[]): Span {
  const width = rows[0]!.length;
  const columns = Array.from({ length: width }, (_, j) => Float64Array.from(rows, (row) => row[j]!));
  const sizes = columns.map((column) => length(column) || 1);
  const scaled = columns.map((column, j) => column.map((entry) => entry / sizes[j]!));
  const rests = scaled.map((column) => column.slice());
  const [basis, chosen]: [Float64Array[], number[]] = [[], []];
  let smallest = 1;
  for (;;) {
    const left = rests.map(length);
    const best = left.indexOf(Math.max(0, ...left));
    if (best < 0 || left[best]! <= dependent) {
      const independent = chosen.length === width;
      const rowBasis = independent ? [] : orthonormal(echelon(rows, dependent).rows);
      const coefficients = (s: ArrayLike<number>): Float64Array => {
        const t = new Float64Array(width);
        backSubstitute(
          s,
          basis,
          chosen.map((j) => scaled[j]!),
        ).forEach((entry, k) => {
          t[chosen[k]!] = entry / sizes[chosen[k]!]!;
        });
        return independent ? t : shortest(t, rowBasis);
      };
      // What elimination leaves of a truly dependent column is a few roundings.
      return { basis, clear: Math.max(0, ...left) <= 1e-14 * rows.length, smallest, coefficients };
    }
    smallest = Math.min(smallest, left[best]!);
    const q = rests[best]!.map((entry) => entry / left[best]!);
    basis.push(q);
    chosen.push(best);
    project(rests, q);
    rests[best]!.fill(0);
  }
}
