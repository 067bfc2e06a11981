/**
 * What may be called a critical point: the acceptance tiers T1-T5, all free of scales, and the five labels.
 * docs/method.md, "Accepting" (T0, the derivative audit, is a law test of the engine).
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { minres } from "../../numerics/minres.ts";
import type { SymmetricEigen } from "../../numerics/symmetric-eigen.ts";
import type { Label } from "../label.ts";
import { gradientNoise } from "./gradient-noise.ts";
import { kinkMargin } from "./kink-margin.ts";
import { escapeRadius, moved } from "./levenberg-marquardt.ts";
import { separatesLabels } from "./separated-labels.ts";
import { largestGradient, noiseFactor, riskOfZero } from "./vanishing-gradient.ts";

export interface Acceptance {
  readonly label: Label;
  readonly gradientNorm: number;
  /** The rounding floor nu_g of the gradient norm. */
  readonly gradientNoise: number;
  /** Share of the gradient inside the span of the small eigenvalues, |lambda| <= 5e-4 |H|_F (T3). */
  readonly flatness: number;
  /** The Newton step on the resolved directions: estimates the distance to the true critical point (T2). */
  readonly newtonStep: Float64Array;
  readonly distance: number;
}

/** T2 and T3: eigenvalues below this share of |H|_F count as unresolved. */
const resolution = 5e-4;
const kinkTolerance = 1e-6;

/** T2: the largest accepted distance to the true critical point. */
export const acceptedDistance = (theta: Float64Array): number => 1e-7 * (1 + norm(theta));

/**
 * Judges the point theta; `growing` tells whether the search was still moving outwards. Without a decomposition of the Hessian (large
 * problems) the Newton step comes from MINRES and what it cannot reach counts as flat.
 */
export function accept(
  evaluator: Evaluator,
  theta: Float64Array,
  eigen: SymmetricEigen | null,
  growing: boolean,
): Acceptance {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  const noise = gradientNoise(evaluator, theta);
  const gradientNorm = norm(gradient);
  const { newtonStep, flatness } =
    eigen && Number.isFinite(gradientNorm) ? denseNewton(eigen, gradient) : freeNewton(evaluator, theta, gradient);
  const distance = norm(newtonStep);
  const report = { gradientNorm, gradientNoise: noise, flatness, newtonStep, distance };
  return { label: labelOf(evaluator, theta, growing, report), ...report };
}

type Newton = Pick<Acceptance, "newtonStep" | "flatness">;

/** -c / w on the resolved directions, c = U^T g. */
function denseNewton(eigen: SymmetricEigen, gradient: Float64Array): Newton {
  const gradientNorm = norm(gradient);
  const coefficients = eigen.toEigenbasis(gradient);
  const cutoff = resolution * norm(eigen.values);
  const newtonStep = eigen.fromEigenbasis(
    coefficients.map((c, k) => (Math.abs(eigen.values[k]!) > cutoff ? -c / eigen.values[k]! : 0)),
  );
  const flatness =
    gradientNorm === 0 ? 0 : norm(coefficients.filter((_, k) => Math.abs(eigen.values[k]!) <= cutoff)) / gradientNorm;
  return { newtonStep, flatness };
}

const mostProducts = 200;

function freeNewton(evaluator: Evaluator, theta: Float64Array, gradient: Float64Array): Newton {
  const gradientNorm = norm(gradient);
  if (!(gradientNorm > 0 && Number.isFinite(gradientNorm)))
    return { newtonStep: new Float64Array(gradient.length), flatness: 0 };
  const { x, residualNorm } = minres(
    (v, product) => evaluator.hessianVector(theta, v, product),
    gradient.map((entry) => -entry),
    { rtol: resolution, maxIterations: mostProducts, maxNorm: escapeRadius },
  );
  return { newtonStep: x, flatness: residualNorm / gradientNorm };
}

function labelOf(
  evaluator: Evaluator,
  theta: Float64Array,
  growing: boolean,
  report: Omit<Acceptance, "label">,
): Label {
  const { gradientNorm, gradientNoise: noise, flatness, newtonStep, distance } = report;
  if (!Number.isFinite(gradientNorm)) return "ESCAPING";
  // T5: a kink of the loss's slope is none of the risk, decisions/0010
  if ((kinkMargin(evaluator, theta) ?? 1) < kinkTolerance) return "KINK";
  // T4
  if (norm(theta) > escapeRadius) return "ESCAPING";
  // T1
  if (gradientNorm > Math.min(noiseFactor * noise, largestGradient(evaluator, theta))) {
    if (flatness > 0.9) return "GRADIENT_FLAT";
    return growing || vanishing(evaluator, theta, gradientNorm, distance) ? "ESCAPING" : "UNCONVERGED";
  }
  // T1 for a loss without a minimiser: no gradient is small enough where the last layer can still gain
  if (separatesLabels(evaluator, theta)) return "ESCAPING";
  // T2
  if (distance > acceptedDistance(theta)) return "UNCONVERGED";
  const next = new Float64Array(evaluator.free);
  const stepped = moved(evaluator, theta, newtonStep);
  evaluator.gradient(stepped, next);
  const floor = noiseFactor * Math.max(noise, gradientNoise(evaluator, stepped));
  const contracts = norm(next) <= Math.max(gradientNorm / 100, Math.min(floor, largestGradient(evaluator, stepped)));
  return contracts ? "CRITICAL" : "UNCONVERGED";
}

/**
 * A gradient that is all but gone while the Newton step stays long: the risk levels out towards infinity (separable labels).
 * Deep nets need little growth of theta for that. "Gone" is measured against the risk of predicting 0.
 */
function vanishing(evaluator: Evaluator, theta: Float64Array, gradientNorm: number, distance: number): boolean {
  const scale = riskOfZero(evaluator);
  const size = 1 + norm(theta);
  return gradientNorm * size < 1e-12 * scale && distance > 1e-4 * size;
}

function norm(v: Float64Array): number {
  let sum = 0;
  for (const value of v) sum += value * value;
  return Math.sqrt(sum);
}
