/**
 * Whether a critical point lies on a manifold of critical points as large as the kernel of its Hessian (Morse-Bott). If so every
 * eigenvalue that rounding leaves near 0 is exactly 0: the tangent space of critical points is part of the kernel.
 * Lyapunov-Schmidt reduction: a finite step along the kernel, then corrections across it alone. On such a manifold the
 * corrected point is critical again; an isolated degenerate point leaves a gradient of the order of step^2 or step^3.
 * Reference: Chow, Hale, Methods of Bifurcation Theory, 2.4. Cost: some 30 gradients with their noise, and products with the eigenvectors.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import { norm2 } from "../../numerics/dense.ts";
import { stream } from "../../numerics/random.ts";
import type { SymmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { gradientNoise } from "./gradient-noise.ts";
import { moved } from "./levenberg-marquardt.ts";
import { noiseFactor } from "./vanishing-gradient.ts";

/** A generic direction misses a gradient that does not vanish identically with probability 0; two more for rounding's sake. */
const trials = 3;
/** Steps relative to 1 + |theta|: long enough for a gradient of the order of step^3 to stand out, short enough to converge. */
const steps: readonly number[] = [3e-2, 1e-2, 3e-3, 1e-3];
const corrections = 60;

/**
 * A coupling c leaves a gradient of c reach, and couplings are sums of l' times features: where a hundredth of E |l'| would drown in the noise
 * the test cannot tell.
 */
const resolution = 0.01;

/** `kernel`: which eigenvalues are to be shown 0. False where the point is not on such a manifold, or it cannot be followed. */
export function liesOnCriticalManifold(
  evaluator: Evaluator,
  theta: Float64Array,
  eigen: SymmetricEigen,
  kernel: (eigenvalue: number) => boolean,
): boolean {
  const random = stream(0, "critical-manifold");
  for (let trial = 0; trial < trials; trial++) {
    const coordinates = random.normals(eigen.n).map((z, k) => (kernel(eigen.values[k]!) ? z : 0));
    const along = eigen.fromEigenbasis(coordinates);
    const length = norm2(along);
    if (length === 0) return false;
    const unit = along.map((entry) => entry / length);
    if (!steps.some((step) => isCriticalAlong(evaluator, theta, eigen, kernel, unit, step))) return false;
  }
  return true;
}

function isCriticalAlong(
  evaluator: Evaluator,
  theta: Float64Array,
  eigen: SymmetricEigen,
  kernel: (eigenvalue: number) => boolean,
  unit: Float64Array,
  step: number,
): boolean {
  const reach = step * (1 + norm2(theta));
  let point = moved(
    evaluator,
    theta,
    unit.map((entry) => reach * entry),
  );
  const gradient = new Float64Array(evaluator.free);
  let travelled = 0;
  for (let k = 0; k < corrections; k++) {
    evaluator.gradient(point, gradient);
    const floor = noiseFactor * gradientNoise(evaluator, point);
    if (norm2(gradient) <= floor)
      return floor <= resolution * reach * meanSlope(evaluator, theta) && sameCell(evaluator, theta, point);
    // p = -sum over the other eigenvalues of (u . g) / lambda u: the simplified Newton step across the kernel
    const across = eigen.toEigenbasis(gradient).map((c, j) => (kernel(eigen.values[j]!) ? 0 : -c / eigen.values[j]!));
    travelled += norm2(across);
    if (!(travelled <= reach)) return false;
    point = moved(evaluator, point, eigen.fromEigenbasis(across));
  }
  return false;
}

/** E |l'|. */
function meanSlope(evaluator: Evaluator, theta: Float64Array): number {
  const { weights, samples } = evaluator.problem.data;
  return evaluator.forward(theta).slopes.reduce((sum, slope, at) => sum + weights[at % samples]! * Math.abs(slope), 0);
}

/** No unit has changed sides of a kink, no residual its piece of the loss: the manifold is one of a single smooth function. */
function sameCell(evaluator: Evaluator, theta: Float64Array, point: Float64Array): boolean {
  const sides = (at: Float64Array): boolean[] => {
    const { nodes, curvatures } = evaluator.forward(at);
    const units = evaluator.problem.program.operations.flatMap((operation) =>
      operation.kind === "activation"
        ? operation.activation.kinks.flatMap((kink) => Array.from(nodes[operation.input]!, (z) => z > kink))
        : [],
    );
    return [...units, ...Array.from(curvatures, (bend) => bend > 0)];
  };
  const there = sides(point);
  return sides(theta).every((side, k) => side === there[k]);
}
