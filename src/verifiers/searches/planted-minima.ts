/**
 * Planted minima: planted labels (docs/theory.md, section 5) whose residual is as large as the Hessian allows, climbing over parameters,
 * inputs and residual towards a risk above that of every linear predictor. Breaks condition A2 of the dichotomy and nothing else: with
 * A2 the climb cannot arrive. Squared loss, small networks.
 */
import type { Data } from "../../models/data.ts";
import { cholesky } from "../../numerics/cholesky.ts";
import { transpose } from "../../numerics/dense.ts";
import { exp } from "../../numerics/elementary.ts";
import { nullSpace } from "../../numerics/qr.ts";
import type { Stream } from "../../numerics/random.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import type { Proposal, SearchContext, Strategy } from "./strategy.ts";

/** Every step of the climb takes a dozen eigenvalue problems of this size. */
const maxParameters = 30;
const steps = 400;
/** The climb ends a little above the linear risk. */
const enough = 1.02;

/** The residual is the projection of `residual` onto the null space of J^T. */
interface Draft {
  readonly theta: Float64Array;
  readonly x: Float64Array;
  readonly residual: Float64Array;
}

interface Planted {
  readonly data: Data;
  /** Above 1: the risk exceeds that of the best linear predictor. */
  readonly score: number;
}

export const plantedMinima: Strategy = {
  name: "planted-minima",
  meaning: "planted labels with a positive semidefinite Hessian, climbing to a risk above the linear one",
  propose(context, stream) {
    const { program, loss, data } = context.evaluator.problem;
    const size = program.free.length;
    if (loss.kind !== "squared" || data.outputs !== 1)
      return { ok: false, reason: "needs the squared loss, one output" };
    if (size > maxParameters) return { ok: false, reason: `needs at most ${maxParameters} parameters, not ${size}` };
    let best = draft(context, stream, null, 1);
    let planted = plant(context, best);
    for (let step = 0; step < steps && (planted?.score ?? 0) < enough; step++) {
      const next = draft(context, stream, best, exp(-2.3 * stream.uniform()));
      const found = plant(context, next);
      if (found === null || (planted !== null && found.score <= planted.score)) continue;
      best = next;
      planted = found;
    }
    return planted === null ? noMinimum : proposal(context, best, planted);
  },
};

const noMinimum: Proposal = { ok: false, reason: "no residual with a positive semidefinite Hessian" };

const proposal = ({ engine, evaluator }: SearchContext, { theta }: Draft, { data }: Planted): Proposal => ({
  ok: true,
  theta,
  evaluator: engine({ ...evaluator.problem, data }),
  exact: true,
});

/** Gaussian around the previous draft. Inputs spread twice as far as the data's, so that units switch between samples. */
function draft({ evaluator }: SearchContext, stream: Stream, from: Draft | null, size: number): Draft {
  const { program, data } = evaluator.problem;
  const samples = program.free.length + 1;
  const spread = 2 * Math.sqrt(data.x.reduce((sum, value) => sum + value * value, 0) / data.x.length);
  const moved = (previous: Float64Array | undefined, count: number, scale: number): Float64Array =>
    stream.normals(count).map((value, k) => (previous?.[k] ?? 0) + size * scale * value);
  return {
    theta: moved(from?.theta, program.size, 1),
    x: moved(from?.x, samples * data.dimension, spread),
    residual: moved(from?.residual, samples, 1),
  };
}

/** Labels y = f - s r with the largest s, up to a tenth, for which the Hessian is positive semidefinite; null where there is none. */
function plant({ engine, evaluator }: SearchContext, { theta, x, residual }: Draft): Planted | null {
  const { program, loss, data } = evaluator.problem;
  const samples = residual.length;
  const inputs = {
    ...data,
    samples,
    x,
    y: new Float64Array(samples),
    weights: new Float64Array(samples).fill(1 / samples),
  };
  const labelled = (y: Float64Array) => engine({ program, loss, data: { ...inputs, y } });
  const own = labelled(inputs.y);
  const f = own.forward(theta).predictions.slice();
  const size = program.free.length;
  const jacobian = new Float64Array(samples * size);
  own.jacobian(theta, jacobian);
  if (!jacobian.every(Number.isFinite)) return null;
  const r = projected(nullSpace(transpose(jacobian, samples, size), size, samples), residual);
  const hessianAt = (s: number): Float64Array => {
    const hessian = new Float64Array(size * size);
    labelled(f.map((value, i) => value - s * r[i]!)).hessian(theta, hessian);
    return hessian;
  };
  const edge = largestScale(hessianAt(0), hessianAt(1), size);
  if (edge === 0) return null;
  const scaled = r.map((value) => 0.9 * edge * value);
  const y = f.map((value, i) => value - scaled[i]!);
  const score = overLinear(x, f, scaled, data.dimension);
  return score === null ? null : { data: { ...inputs, y }, score };
}

function projected({ basis, dimension }: { basis: Float64Array; dimension: number }, q: Float64Array): Float64Array {
  const r = new Float64Array(q.length);
  for (let k = 0; k < dimension; k++) {
    const row = basis.subarray(k * q.length, (k + 1) * q.length);
    const part = row.reduce((sum, value, i) => sum + value * q[i]!, 0);
    row.forEach((value, i) => {
      r[i] = r[i]! + part * value;
    });
  }
  return r;
}

/** The largest s, within a factor 1.06, with H_0 + s (H_1 - H_0) positive semidefinite; H_0 is, so such s form an interval from 0. */
function largestScale(h0: Float64Array, h1: Float64Array, size: number): number {
  const holds = (s: number): boolean => {
    const { values } = symmetricEigen(
      h0.map((entry, k) => entry + s * (h1[k]! - entry)),
      size,
    );
    return values[0]! >= -1e-11 * values[size - 1]!;
  };
  let low = 2 ** -16;
  if (!holds(low)) return 0;
  while (low < 2 ** 12 && holds(4 * low)) low *= 4;
  let factor = 4;
  for (let k = 0; k < 5; k++) {
    factor = Math.sqrt(factor);
    if (holds(low * factor)) low *= factor;
  }
  return low;
}

/**
 * R > R_lin  <=>  2 t.e > E (f - t.x)^2 for some t, with e = -E r x, because r is orthogonal to f. The score is the largest ratio of the
 * two sides over t. With C = E x x^T, b = E f x, and products a.b = a^T C^-1 b it is
 *   (b.e + sqrt((b.e)^2 + (E f^2 - b.b) e.e)) / (E f^2 - b.b).
 */
function overLinear(x: Float64Array, f: Float64Array, r: Float64Array, d: number): number | null {
  const samples = f.length;
  const mean = (term: (i: number) => number): number => f.reduce((sum, _, i) => sum + term(i), 0) / samples;
  const gram = Float64Array.from({ length: d * d }, (_, k) =>
    mean((i) => x[i * d + Math.floor(k / d)]! * x[i * d + (k % d)]!),
  );
  const factor = cholesky(gram, d);
  if (!factor.ok) return null;
  const whitened = (values: Float64Array): Float64Array => {
    const z = Float64Array.from({ length: d }, (_, j) => mean((i) => values[i]! * x[i * d + j]!));
    // L z = E values x
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < j; k++) z[j] = z[j]! - factor.l[j * d + k]! * z[k]!;
      z[j] = z[j]! / factor.l[j * d + j]!;
    }
    return z;
  };
  const b = whitened(f);
  const e = whitened(r).map((value) => -value);
  const dot = (p: Float64Array, q: Float64Array): number => p.reduce((sum, value, k) => sum + value * q[k]!, 0);
  const total = mean((i) => f[i]! ** 2);
  const bent = total - dot(b, b);
  // a linear f is no worse than linear by definition, and 0 / 0 here
  if (!(bent > 1e-6 * total)) return null;
  return (dot(b, e) + Math.sqrt(dot(b, e) ** 2 + bent * dot(e, e))) / bent;
}
