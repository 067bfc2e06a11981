/**
 * Index against risk of the critical points a search found. Reference: Dauphin and others, Identifying and attacking the saddle point
 * problem in high-dimensional non-convex optimization (2014), figure 1.
 */

import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator, Problem } from "../../models/evaluator.ts";
import { symmetricEigen } from "../../numerics/symmetric-eigen.ts";
import { cellProblem } from "../cell-problem.ts";
import { decodeFloats } from "../encoding.ts";
import type { Evidence } from "../judge/evidence.ts";
import type { Judged } from "../judge/witness.ts";
import { ownData } from "../witness-point.ts";
import type { Stationary } from "./illustrations.types.ts";
import { linearRiskAt } from "./linear-risk.ts";

/** Eigenvalues closer to zero, relative to the largest, are not told apart from zero here. */
const threshold = 1e-6;
const maxParameters = 60;
const maxPoints = 30;

/** null for points that are not critical, and where no point can be placed. */
export function stationaryOf({ spec, claim }: Evidence, judged: readonly Judged[]): Stationary | null {
  if (spec.points[claim.points]?.kind !== "critical") return null;
  const cells = new Map<string, Problem | null>();
  const problemOf = ({ record: { cell } }: Judged): Problem | null => {
    const known = cells.get(cell.id);
    if (known !== undefined) return known;
    const built = cellProblem(spec, cell);
    cells.set(cell.id, built.ok ? built.problem : null);
    return built.ok ? built.problem : null;
  };
  const every = Math.ceil(judged.length / maxPoints);
  const chosen = judged.filter((_, k) => k % every === 0);
  const points = chosen.flatMap((one) => placed(problemOf(one), one) ?? []);
  return points.length === 0 ? null : { points, of: judged.length, threshold };
}

type Placed = Stationary["points"][number];

function placed(problem: Problem | null, { witness }: Judged): Placed | null {
  if (problem === null || witness.point === null || problem.program.free.length > maxParameters) return null;
  const own = { ...problem, data: ownData(problem.data, witness.point) };
  const linear = linearRiskAt(own, witness.quantities);
  // Relative to a risk of zero, or one known only to rounding, nothing can be placed.
  if (linear === null || linear <= 1e-9) return null;
  const evaluator = float64Evaluator(own);
  const theta = decodeFloats(witness.point.parameters);
  const index = indexOf(evaluator, theta);
  return index === null ? null : { index, parameters: evaluator.free, risk: evaluator.risk(theta) / linear };
}

/** Number of eigenvalues below -threshold |H|_2; null where the Hessian is not finite. */
function indexOf(evaluator: Evaluator, theta: Float64Array): number | null {
  const size = evaluator.free;
  const hessian = new Float64Array(size * size);
  evaluator.hessian(theta, hessian);
  if (!hessian.every(Number.isFinite)) return null;
  const { values } = symmetricEigen(hessian, size);
  const largest = Math.max(Math.abs(values[0] ?? 0), Math.abs(values[size - 1] ?? 0));
  return values.filter((value) => value < -threshold * largest).length;
}
