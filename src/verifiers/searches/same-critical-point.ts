/**
 * Whether two critical points are one up to symmetry: same data, predictions, representation and no contradiction between their inertias.
 * Never by distance between parameters: an orbit is unbounded. Inertia is constant along orbits, eigenvalues are not.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import type { SymmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { curvatureAt, denseLimit } from "../critical/curvature.ts";

interface Located {
  readonly theta: Float64Array;
  readonly evaluator: Evaluator;
  readonly drift: Float64Array;
  readonly eigen?: SymmetricEigen;
}

/** Relative to the largest entry: several times what points accepted a little off the critical point may differ by. */
const tolerance = 1e-7;

export function sameCriticalPoint(a: Located, b: Located): boolean {
  if (a.evaluator.problem.data !== b.evaluator.problem.data) return false;
  const [left, right] = [functionOf(a), functionOf(b)];
  return (
    close(left.predictions, right.predictions, largest(a.evaluator.problem.data.y)) &&
    close(left.representation, right.representation, 0) &&
    compatible(a, b)
  );
}

interface FunctionValues {
  readonly predictions: Float64Array;
  readonly representation: Float64Array;
}

/** w = 0 points all predict 0 and are told apart by their representation. */
function functionOf({ evaluator, theta }: Located): FunctionValues {
  const { program } = evaluator.problem;
  const { nodes, predictions } = evaluator.forward(theta);
  const node = program.residual?.representations.at(-1) ?? program.output;
  return { predictions: predictions.slice(), representation: nodes[node]!.slice() };
}

const largest = (values: Float64Array): number => values.reduce((best, value) => Math.max(best, Math.abs(value)), 0);

function close(a: Float64Array, b: Float64Array, scale: number): boolean {
  const allowed = tolerance * Math.max(scale, largest(a), largest(b));
  return a.every((value, i) => Math.abs(value - b[i]!) <= allowed);
}

interface Signs {
  readonly negative: number;
  readonly positive: number;
  /** Eigenvalues taken for 0. */
  readonly zero: () => number;
  readonly size: number;
}

const known = new WeakMap<Float64Array, Signs | null>();

/** How many eigenvalues have a sign beyond their error, how many are 0; null where the Hessian is not finite or too large. */
function signsOf({ evaluator, theta, drift, eigen }: Located): Signs | null {
  const memo = known.get(theta);
  if (memo !== undefined) return memo;
  const size = evaluator.free;
  const curvature = size > denseLimit ? null : curvatureAt(evaluator, theta, drift, eigen);
  const signs = curvature && {
    negative: curvature.index,
    positive: size - curvature.index - curvature.nullity,
    zero: curvature.flat,
    size,
  };
  known.set(theta, signs);
  return signs;
}

/** No eigenvalue count of one contradicts the other: sure negatives are no more than the other's possible ones, likewise positives. */
function compatible(a: Located, b: Located): boolean {
  const [p, q] = [signsOf(a), signsOf(b)];
  if (!p || !q || (p.negative === q.negative && p.positive === q.positive)) return true;
  const fits = (x: Signs, y: Signs): boolean => {
    const open = y.size - y.zero();
    return x.negative <= open - y.positive && x.positive <= open - y.negative;
  };
  return fits(p, q) && fits(q, p);
}
