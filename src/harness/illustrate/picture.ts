/**
 * A point seen from near: the spectrum of its Hessian, and the risk on a grid around it, across along the eigenvector of the smallest
 * eigenvalue, upwards along a random direction that is filter-normalised, both of the same length. Drawings, not evidence.
 */
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint } from "../../models/point-file.ts";
import type { Stream } from "../../numerics/random.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { kinkMargin, onKink } from "../../verifiers/critical/kink-margin.ts";
import { onLossKink } from "../../verifiers/critical/loss-kink.ts";
import type { Measurements } from "../../verifiers/measurement.ts";
import { filterNormalised, norm, spread, withLength } from "./directions.ts";
import type { Picture, Surface } from "./illustrations.types.ts";
import { linearRiskAt } from "./linear-risk.ts";

/** Largest number of parameters of what is drawn, to bound the cost of a picture. */
export const maxParameters = 300;
const gridSize = 15;

export function pictureOf(point: PointFile, measured: Measurements, random: Stream): Picture {
  const read = readPoint(point);
  if (!read.ok) return read;
  const { problem, theta } = read;
  const size = problem.program.free.length;
  if (size > maxParameters)
    return { ok: false, reason: `it has ${size} parameters, at most ${maxParameters} are drawn` };
  const evaluator = float64Evaluator(problem);
  const risk = evaluator.risk(theta);
  if (!Number.isFinite(risk)) return { ok: false, reason: "the risk is not finite at the point" };
  const nearby = spectrumOf(evaluator, theta);
  return {
    ok: true,
    depth: problem.program.depth,
    parameters: evaluator.free,
    linearRisk: linearRiskAt(problem, measured),
    risk,
    spectrum: nearby.ok ? { ok: true, values: nearby.values, error: spectrumError(nearby, measured) } : nearby,
    surface: surfaceOf(evaluator, theta, nearby.ok ? nearby : null, random),
  };
}

interface Nearby {
  readonly values: readonly number[];
  readonly error: number;
  readonly lowest: Float64Array;
}

function spectrumOf(
  evaluator: Evaluator,
  theta: Float64Array,
): ({ readonly ok: true } & Nearby) | { readonly ok: false; readonly reason: string } {
  const size = evaluator.free;
  if ((kinkMargin(evaluator, theta) ?? 1) < onKink) return { ok: false, reason: "a pre-activation lies on a kink" };
  if (onLossKink(evaluator, theta, null)) return { ok: false, reason: "a residual lies on a kink of the loss's slope" };
  const hessian = new Float64Array(size * size);
  evaluator.hessian(theta, hessian);
  if (!hessian.every(Number.isFinite)) return { ok: false, reason: "the Hessian has an entry that is not finite" };
  const eigen = symmetricEigen(hessian, size);
  // |error| <= 10 P eps |H|_F, the rounding part of the bound that the verdicts use
  const error = 10 * size * 2 ** -53 * norm(hessian);
  return { ok: true, values: [...eigen.values], error, lowest: eigen.vector(0) };
}

/** What counts as zero in the picture: rounding, and as much as the verdict's lambda_min leaves open. */
function spectrumError({ values, error }: Nearby, { lambda_min: lowest }: Measurements): number {
  if (lowest == null || lowest.value === null || lowest.grade === "upper-bound") return error;
  return Math.max(error, lowest.error + Math.abs(lowest.value - (values[0] ?? 0)));
}

function surfaceOf(evaluator: Evaluator, theta: Float64Array, nearby: Nearby | null, random: Stream): Surface {
  const { program } = evaluator.problem;
  const up = filterNormalised(program, theta, random.child("up"));
  // A point whose weights are all zero has no filters: there the unit is 1.
  const length = norm(up) || 1;
  const across =
    nearby === null
      ? withLength(filterNormalised(program, theta, random.child("across")), length)
      : withLength(spread(program, nearby.lowest), length);
  return {
    across: nearby === null ? { kind: "random" } : { kind: "eigenvector", eigenvalue: nearby.values[0] ?? 0 },
    length,
    reach: 1,
    size: gridSize,
    risks: gridRisks(evaluator, theta, across, up),
  };
}

/** R(theta + a across + b up) for a, b in [-1, 1]. */
function gridRisks(evaluator: Evaluator, theta: Float64Array, across: Float64Array, up: Float64Array) {
  const middle = (gridSize - 1) / 2;
  const risks: (number | null)[] = [];
  for (let row = 0; row < gridSize; row++)
    for (let column = 0; column < gridSize; column++) {
      const [a, b] = [(column - middle) / middle, (row - middle) / middle];
      const risk = evaluator.risk(theta.map((value, k) => value + a * (across[k] ?? 0) + b * (up[k] ?? 0)));
      risks.push(Number.isFinite(risk) ? risk : null);
    }
  return risks;
}
