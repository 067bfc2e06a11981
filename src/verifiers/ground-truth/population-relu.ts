/**
 * Population risk of a sum of n ReLU units against n orthonormal teachers under Gaussian inputs, in closed form:
 *   F(W) = 1/2 E (sum_i relu(w_i.x) - sum_j relu(e_j.x))^2 = sum_{i<j} k(w_i, w_j) + sum_i |w_i|^2 / 4 - sum_ij k(w_i, e_j) + constant,
 *   k(w, v) = |w||v| (sin t + (pi - t) cos t) / (2 pi), t the angle between w and v (Cho, Saul 2009).
 * Gradient and Hessian as in Safran, Shamir, Spurious local minima are common in two-layer ReLU neural networks (2018). Row i of W is w_i.
 */

import { lbfgs } from "../../numerics/minimise/lbfgs.ts";
import { stream } from "../../numerics/random.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";

interface Angle {
  readonly cosine: number;
  readonly sine: number;
  /** pi - t */
  readonly rest: number;
}

const norm = (w: Float64Array): number => Math.sqrt(w.reduce((sum, entry) => sum + entry * entry, 0));

/** atan x = 2 atan(x / (1 + sqrt(1 + x^2))) six times, then the series; x >= 0. */
function arctangent(x: number): number {
  let small = x;
  for (let halving = 0; halving < 6; halving++) small /= 1 + Math.sqrt(1 + small * small);
  let sum = 0;
  for (let k = 17; k > 0; k -= 2) sum = 1 / k - small * small * sum;
  return 64 * small * sum;
}

function angleOf(w: Float64Array, v: Float64Array): Angle {
  const cosine = Math.max(-1, Math.min(1, w.reduce((sum, entry, k) => sum + entry * v[k]!, 0) / (norm(w) * norm(v))));
  // pi - t = 2 atan(sqrt((1 + cos t) / (1 - cos t)))
  const rest = cosine < 1 ? 2 * arctangent(Math.sqrt((1 + cosine) / (1 - cosine))) : Math.PI;
  return { cosine, sine: Math.sqrt(1 - cosine * cosine), rest };
}

const kernel = (w: Float64Array, v: Float64Array, { cosine, sine, rest }: Angle): number =>
  (norm(w) * norm(v) * (sine + rest * cosine)) / (2 * Math.PI);

/** gradient += factor dk/dw,  dk/dw = (|v| sin t w/|w| + (pi - t) v) / (2 pi) */
function addGradient(gradient: Float64Array, factor: number, w: Float64Array, v: Float64Array, angle: Angle): void {
  const along = (norm(v) * angle.sine) / norm(w);
  for (let k = 0; k < w.length; k++)
    gradient[k] = gradient[k]! + (factor * (along * w[k]! + angle.rest * v[k]!)) / (2 * Math.PI);
}

const rowsOf = (w: Float64Array, n: number): Float64Array[] =>
  Array.from({ length: n }, (_, i) => w.subarray(i * n, (i + 1) * n));
const teachersOf = (n: number): Float64Array[] =>
  Array.from({ length: n }, (_, j) => Float64Array.from({ length: n }, (__, k) => (k === j ? 1 : 0)));

/** Writes the gradient and returns F. */
export function populationRisk(w: Float64Array, n: number, gradient: Float64Array): number {
  const rows = rowsOf(w, n);
  const slots = rowsOf(gradient.fill(0), n);
  const teachers = teachersOf(n);
  let value = n / 4 + (n * (n - 1)) / (4 * Math.PI);
  rows.forEach((row, i) => {
    value += norm(row) ** 2 / 4;
    row.forEach((entry, k) => {
      slots[i]![k] = slots[i]![k]! + entry / 2;
    });
    for (const teacher of teachers) {
      const angle = angleOf(row, teacher);
      value -= kernel(row, teacher, angle);
      addGradient(slots[i]!, -1, row, teacher, angle);
    }
    for (let j = 0; j < i; j++) {
      const angle = angleOf(row, rows[j]!);
      value += kernel(row, rows[j]!, angle);
      addGradient(slots[i]!, 1, row, rows[j]!, angle);
      addGradient(slots[j]!, 1, rows[j]!, row, angle);
    }
  });
  return value;
}

/** The unit vector of v / |v| - cos t w / |w|. */
function across(v: Float64Array, w: Float64Array, { cosine }: Angle): Float64Array {
  const raw = v.map((entry, k) => entry / norm(v) - (cosine * w[k]!) / norm(w));
  const size = norm(raw);
  return raw.map((entry) => entry / size);
}

/** The n^2 x n^2 Hessian. */
export function populationHessian(w: Float64Array, n: number): Float64Array {
  const size = n * n;
  const hessian = new Float64Array(size * size);
  const rows = rowsOf(w, n);
  const add = (i: number, j: number, a: number, b: number, value: number): void => {
    hessian[(i * n + a) * size + j * n + b]! += value;
  };
  // d2k/dw2 = sin t |v| / (2 pi |w|) (I - ww^T/|w|^2 + uu^T), u across
  const addOwn = (i: number, factor: number, v: Float64Array): void => {
    const row = rows[i]!;
    const angle = angleOf(row, v);
    const u = across(v, row, angle);
    const scale = (factor * angle.sine * norm(v)) / (2 * Math.PI * norm(row));
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++)
        add(i, i, a, b, scale * ((a === b ? 1 : 0) - (row[a]! * row[b]!) / norm(row) ** 2 + u[a]! * u[b]!));
  };
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < n; a++) add(i, i, a, a, 1 / 2);
    for (const teacher of teachersOf(n)) addOwn(i, -1, teacher);
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const [row, other] = [rows[i]!, rows[j]!];
      addOwn(i, 1, other);
      // d2k/dw dv = ((pi - t) I + u_wv v^T/|v| + u_vw w^T/|w|) / (2 pi)
      const angle = angleOf(row, other);
      const [wv, vw] = [across(row, other, angle), across(other, row, angle)];
      for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++)
          add(
            i,
            j,
            a,
            b,
            ((a === b ? angle.rest : 0) + (wv[a]! * other[b]!) / norm(other) + (vw[a]! * row[b]!) / norm(row)) /
              (2 * Math.PI),
          );
    }
  }
  return hessian;
}

/** Ends of L-BFGS that are minima (least Hessian eigenvalue above 1e-6) of positive risk: how many, and how often each risk, to five digits. */
export function spuriousMinima(
  n: number,
  starts: number,
): { readonly spurious: ReadonlyMap<string, number>; readonly count: number } {
  const spurious = new Map<string, number>();
  let count = 0;
  for (let start = 0; start < starts; start++) {
    const begin = stream(61, `relu/${n}/${start}`)
      .normals(n * n)
      .map((value) => value / Math.sqrt(n));
    const { x, value } = lbfgs((w, gradient) => populationRisk(w, n, gradient), begin, {
      maxSteps: 400,
      gradientTolerance: 1e-7,
    });
    if (value < 1e-7) continue;
    const lowest = symmetricEigen(populationHessian(x, n), n * n).values[0]!;
    if (lowest < 1e-6) continue;
    count++;
    spurious.set(value.toFixed(5), (spurious.get(value.toFixed(5)) ?? 0) + 1);
  }
  return { spurious, count };
}
