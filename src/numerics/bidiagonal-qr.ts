/**
 * Implicit-shift QR iteration on an upper bidiagonal matrix, B = U diag V^T, its rotations handed on as they arise.
 * Error bound: values within c n eps |B|, U and V orthogonal to c n eps; small values are not relatively accurate.
 * Reference: Demmel, Kahan, Accurate singular values of bidiagonal matrices, SIAM J. Sci. Stat. Comput. 11 (1990).
 */
import { EPS } from "./rounding.ts";

/** Turns the coordinates (i, i + 1): (x_i, x_i+1) := (c x_i + s x_i+1, c x_i+1 - s x_i). */
export type Rotate = (i: number, c: number, s: number) => void;

/** On average: one value may take many sweeps where others come for free, as in matrices of low rank with entries of all sizes. */
const SWEEPS_PER_VALUE = 60;

/** Cosine and sine that turn (f, g) into (r, 0). */
interface Rotation {
  readonly c: number;
  readonly s: number;
  readonly r: number;
}

function rotation(f: number, g: number): Rotation {
  if (g === 0) return { c: 1, s: 0, r: f };
  const larger = Math.max(Math.abs(f), Math.abs(g));
  const r = larger * Math.sqrt((f / larger) ** 2 + (g / larger) ** 2);
  return { c: f / r, s: g / r, r };
}

/** The smaller singular value of [[f, g], [0, h]]. */
function smallerValue(f: number, g: number, h: number): number {
  const [x, y] = [Math.abs(f), Math.abs(h)];
  const [small, large] = [Math.min(x, y), Math.max(x, y)];
  if (small === 0) return 0;
  // sigma_min sigma_max = |f h|, sigma_max +- sigma_min = sqrt((|f| +- |h|)^2 + g^2)
  const sum = Math.sqrt((x + y) ** 2 + g * g) + Math.sqrt((x - y) ** 2 + g * g);
  return small * (large / (sum / 2));
}

/** One sweep down the unreduced block first..last. */
function sweep(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  shift: number,
  left: Rotate,
  right: Rotate,
): void {
  // The first column of B^T B - shift^2, divided by d_first
  const top = d[first]!;
  let f = shift === 0 ? top : (Math.abs(top) - shift) * (Math.sign(top) + shift / top);
  let g = e[first]!;
  for (let i = first; i < last; i++) {
    const column = rotation(f, g);
    if (i > first) e[i - 1] = column.r;
    f = column.c * d[i]! + column.s * e[i]!;
    e[i] = column.c * e[i]! - column.s * d[i]!;
    g = column.s * d[i + 1]!;
    d[i + 1] = column.c * d[i + 1]!;
    right(i, column.c, column.s);
    const row = rotation(f, g);
    d[i] = row.r;
    f = row.c * e[i]! + row.s * d[i + 1]!;
    d[i + 1] = row.c * d[i + 1]! - row.s * e[i]!;
    if (i + 1 < last) {
      g = row.s * e[i + 1]!;
      e[i + 1] = row.c * e[i + 1]!;
    }
    left(i, row.c, row.s);
  }
  e[last - 1] = f;
}

/** The shift for a block: the smaller singular value of its last 2 x 2 block, 0 where a diagonal entry vanishes. */
function shiftOf(d: Float64Array, e: Float64Array, first: number, last: number, negligible: number): number {
  // A sweep without shift brings a zero on the diagonal to the end of the block.
  for (let i = first; i <= last; i++) if (Math.abs(d[i]!) <= negligible) return 0;
  const shift = smallerValue(d[last - 1]!, e[last - 1]!, d[last]!);
  // Too small to change d_first^2
  return (shift / d[first]!) ** 2 < EPS ? 0 : shift;
}

/** Turns d into the singular values up to sign, unsorted, and destroys e. */
export function bidiagonalQr(d: Float64Array, e: Float64Array, left: Rotate, right: Rotate): void {
  let largest = 0;
  for (const x of d) largest = Math.max(largest, Math.abs(x));
  for (const x of e) largest = Math.max(largest, Math.abs(x));
  // Dropping n couplings this small moves a value by less than one rounding of the norm.
  const negligible = (EPS * largest) / 1024;
  const isSplit = (i: number): boolean => {
    const coupling = Math.abs(e[i]!);
    return coupling <= EPS * (Math.abs(d[i]!) + Math.abs(d[i + 1]!)) || coupling <= negligible;
  };
  let sweeps = 0;
  for (let last = d.length - 1; last > 0; last--) {
    for (; !isSplit(last - 1); sweeps++) {
      if (sweeps === SWEEPS_PER_VALUE * d.length) throw new Error("bidiagonal QR iteration did not converge");
      let first = last - 1;
      while (first > 0 && !isSplit(first - 1)) first--;
      sweep(d, e, first, last, shiftOf(d, e, first, last, negligible), left, right);
    }
    e[last - 1] = 0;
  }
}
