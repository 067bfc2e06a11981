/**
 * Orthonormal basis q_1..q_r of the span of a matrix's columns, by Gram-Schmidt with column pivoting, each projection done
 * twice. Columns are compared with their own length, so that a badly scaled feature counts as much as any other.
 */
import { dyadic } from "./dyadic.ts";
import { orthonormal } from "./elimination.ts";
import { semidefiniteRank } from "./semidefinite.ts";

/** A column counts as dependent where less than this share of its length is left. */
const dependent = 1e-12;

export interface Span {
  readonly basis: readonly Float64Array[];
  /** Whether every dropped column depends on the kept ones exactly, or these span all there is. */
  readonly clear: boolean;
  /** Smallest share of a kept column that was new: how much rounding grows on the way back to t is at most about 1 over this. */
  readonly smallest: number;
  /** A t with (matrix) t = sum_k s_k q_k, 0 off the kept columns. */
  readonly basic: (s: ArrayLike<number>) => Float64Array;
  /** The shortest such t. */
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

/** Of length 1 and orthogonal to the basis again: where little of a column is left, so is more of what its roundings point along. */
function renewed(rest: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const q = rest.slice();
  for (const earlier of basis) project([q], earlier);
  const size = length(q);
  return q.map((entry) => entry / size);
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

/** The rank over the rationals: that of the Gram matrix of the columns, each times a power of two that makes it integral. */
export function exactRank(rows: readonly (readonly number[])[]): number {
  const columns = rows[0]!.map((_, j) => {
    const entries = rows.map((row) => dyadic(row[j]!));
    const lowest = Math.min(0, ...entries.map(({ exponent }) => exponent));
    return entries.map(({ mantissa, exponent }) => mantissa << BigInt(exponent - lowest));
  });
  const gram = columns.map((a) => columns.map((b) => a.reduce((sum, entry, i) => sum + entry * b[i]!, 0n)));
  // a Gram matrix is positive semidefinite
  return semidefiniteRank(gram)!;
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
      // In coordinates of t, column_j = sum_k r_kj q_k: the r_k span what the rows do, however the columns are scaled.
      const rowBasis = independent
        ? []
        : orthonormal(basis.map((q) => columns.map((column) => innerProduct(q, column))));
      const basic = (s: ArrayLike<number>): Float64Array => {
        const t = new Float64Array(width);
        backSubstitute(
          s,
          basis,
          chosen.map((j) => scaled[j]!),
        ).forEach((entry, k) => {
          t[chosen[k]!] = entry / sizes[chosen[k]!]!;
        });
        return t;
      };
      const coefficients = (s: ArrayLike<number>): Float64Array =>
        independent ? basic(s) : shortest(basic(s), rowBasis);
      const clear = independent || basis.length === rows.length || exactRank(rows) === basis.length;
      return { basis, clear, smallest, basic, coefficients };
    }
    smallest = Math.min(smallest, left[best]!);
    const q = renewed(rests[best]!, basis);
    basis.push(q);
    chosen.push(best);
    project(rests, q);
    rests[best]!.fill(0);
  }
}
