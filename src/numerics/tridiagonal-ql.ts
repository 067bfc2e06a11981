/**
 * Implicit QL iteration on a symmetric tridiagonal matrix of order-1 entries, T = G D G^T, with G kept as rotations.
 * Error bound: eigenvalues within c n eps |T|. Reference: Golub, Van Loan, Matrix Computations, 8.3.3-8.3.5.
 */
import { EPS } from "./rounding.ts";

/** The Givens rotations in order of use: sweep k acts on the pairs (i, i + 1) for i = last[k] - 1 down to first[k]. */
export interface Rotations {
  readonly sweeps: number;
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Cosine and sine of each rotation, interleaved. */
  readonly pairs: Float64Array;
}

interface Recorder {
  readonly sweep: (first: number, last: number) => void;
  readonly rotation: (c: number, s: number) => void;
  readonly finish: () => Rotations;
}

const SWEEPS_PER_VALUE = 60;

/** Twice the length, same content. */
function grownInts(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * old.length);
  grown.set(old);
  return grown;
}

function recorder(n: number): Recorder {
  let first = new Int32Array(2 * n + 8);
  let last = new Int32Array(2 * n + 8);
  let pairs = new Float64Array(2 * n * n + 16);
  let sweeps = 0;
  let used = 0;
  return {
    sweep: (from, to) => {
      if (sweeps === first.length) [first, last] = [grownInts(first), grownInts(last)];
      first[sweeps] = from;
      last[sweeps] = to;
      sweeps++;
    },
    rotation: (c, s) => {
      if (used === pairs.length) {
        const grown = new Float64Array(2 * pairs.length);
        grown.set(pairs);
        pairs = grown;
      }
      pairs[used] = c;
      pairs[used + 1] = s;
      used += 2;
    },
    finish: () => ({ sweeps, first, last, pairs }),
  };
}

/** Arguments below this, relative to entries of order 1, leave the range when squared. */
const NEGLIGIBLE = 1e-140;

/** sqrt(x^2 + y^2) for arguments far below the overflow threshold. */
function hypotenuse(x: number, y: number): number {
  const squares = x * x + y * y;
  if (squares > NEGLIGIBLE * NEGLIGIBLE) return Math.sqrt(squares);
  const larger = Math.max(Math.abs(x), Math.abs(y));
  if (larger === 0) return 0;
  return larger * Math.sqrt((x / larger) ** 2 + (y / larger) ** 2);
}

/** First index m >= from whose coupling to m + 1 is negligible. */
function blockEnd(d: Float64Array, e: Float64Array, from: number, negligible: number): number {
  let m = from;
  for (; m < d.length - 1; m++) {
    const coupling = Math.abs(e[m]!);
    if (coupling <= EPS * (Math.abs(d[m]!) + Math.abs(d[m + 1]!)) || coupling <= negligible) break;
  }
  return m;
}

/**
 * Couplings this small may be dropped anywhere: n of them move an eigenvalue by less than one rounding of the norm. Without it a block
 * of noise, 1e-34 beside a norm of 1 say, need not converge: it has no small couplings relative to its own diagonal.
 */
function negligibleCoupling(d: Float64Array, e: Float64Array): number {
  let largest = 0;
  for (const x of d) largest = Math.max(largest, Math.abs(x));
  for (const x of e) largest = Math.max(largest, Math.abs(x));
  return (EPS * largest) / 1024;
}

/** One QL sweep with Wilkinson's shift on the unreduced block l..m. */
function sweep(d: Float64Array, e: Float64Array, l: number, m: number, record: Recorder | null): void {
  record?.sweep(l, m);
  // g = d_m - shift, with the shift the eigenvalue of the leading 2 x 2 block nearer d_l
  const t = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = hypotenuse(t, 1);
  let g = d[m]! - d[l]! + e[l]! / (t + (t >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = hypotenuse(f, g);
    // (c, s) turns (g, f) into (r, 0)
    s = r === 0 ? 0 : f / r;
    c = r === 0 ? 1 : g / r;
    if (i < m - 1) e[i + 1] = r;
    g = d[i + 1]! - shift;
    const w = (d[i]! - g) * s + 2 * c * b;
    shift = s * w;
    d[i + 1] = g + shift;
    g = c * w - b;
    record?.rotation(c, s);
  }
  d[l] = d[l]! - shift;
  e[l] = g;
}

/** Turns d into the eigenvalues (unsorted) and destroys e. */
function iterate(d: Float64Array, e: Float64Array, record: Recorder | null): void {
  const negligible = negligibleCoupling(d, e);
  for (let l = 0; l < d.length; l++) {
    for (let count = 0; ; count++) {
      const m = blockEnd(d, e, l, negligible);
      if (m === l) break;
      if (count === SWEEPS_PER_VALUE) throw new Error("QL iteration did not converge");
      sweep(d, e, l, m, record);
    }
  }
}

/** Unsorted eigenvalues of the tridiagonal matrix with the given diagonal and off-diagonal. */
export function tridiagonalValues(diagonal: Float64Array, offDiagonal: Float64Array): Float64Array {
  const d = diagonal.slice();
  iterate(d, offDiagonal.slice(), null);
  return d;
}

/** Unsorted eigenvalues together with the rotations whose product G diagonalises the matrix. */
export function tridiagonalQl(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): { readonly values: Float64Array; readonly rotations: Rotations } {
  const d = diagonal.slice();
  const record = recorder(d.length);
  iterate(d, offDiagonal.slice(), record);
  return { values: d, rotations: record.finish() };
}

/** x := G^T x. */
export function rotateTransposed({ sweeps, first, last, pairs }: Rotations, x: Float64Array): void {
  let at = 0;
  for (let k = 0; k < sweeps; k++) {
    const from = first[k]!;
    let upper = x[last[k]!]!;
    for (let i = last[k]! - 1; i >= from; i--, at += 2) {
      const c = pairs[at]!;
      const s = pairs[at + 1]!;
      const lower = x[i]!;
      x[i + 1] = s * lower + c * upper;
      upper = c * lower - s * upper;
    }
    x[from] = upper;
  }
}

/** x := G x, the rotations undone in reverse order. */
export function rotate({ sweeps, first, last, pairs }: Rotations, x: Float64Array): void {
  let at = 0;
  for (let k = 0; k < sweeps; k++) at += 2 * (last[k]! - first[k]!);
  for (let k = sweeps - 1; k >= 0; k--) {
    const to = last[k]!;
    let lower = x[first[k]!]!;
    for (let i = first[k]!; i < to; i++) {
      at -= 2;
      const c = pairs[at]!;
      const s = pairs[at + 1]!;
      const upper = x[i + 1]!;
      x[i] = c * lower + s * upper;
      lower = c * upper - s * lower;
    }
    x[to] = lower;
  }
}
