/**
 * The sign of the smallest Hessian eigenvalue where the Hessian is too large to decompose: Lanczos on Hessian-vector products. A Ritz
 * value bounds lambda_min from above, so a negative one with a descent witness decides; a positive one proves nothing.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { lanczosDefaults, lowestEigenpair } from "../../numerics/lanczos.ts";
import { stream } from "../../numerics/random.ts";
import { EPS } from "../../numerics/rounding.ts";
import { type DescentWitness, descentWitness } from "./descent-witness.ts";

export interface LargeCurvature {
  readonly sign: "negative" | "undecided";
  /** v^T H v of the unit direction: at least lambda_min - error. */
  readonly upperBound: number;
  readonly error: number;
  readonly direction: Float64Array;
  /** |H v - (v^T H v) v|: an eigenvalue lies this near. */
  readonly residual: number;
  readonly witness: DescentWitness | null;
}

/** Products with the Hessian per start. */
const maxProducts = 300;

/** null where a product with the Hessian is not finite. */
export function largeCurvatureAt(evaluator: Evaluator, theta: Float64Array): LargeCurvature | null {
  const size = evaluator.free;
  const pair = lowestEigenpair(
    (v, product) => evaluator.hessianVector(theta, v, product),
    size,
    stream(0, "large-curvature"),
    { ...lanczosDefaults, maxProducts },
  );
  if (!Number.isFinite(pair.value)) return null;
  const error = 10 * size * EPS * pair.norm;
  const negative = pair.value < -error;
  const witness = negative ? descentWitness(evaluator, theta, pair.vector) : null;
  return {
    sign: witness ? "negative" : "undecided",
    upperBound: pair.value,
    error,
    direction: pair.vector,
    residual: pair.residual,
    witness,
  };
}
