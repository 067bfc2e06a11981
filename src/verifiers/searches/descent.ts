/** Start where training ends: L-BFGS on the risk, or the trainer of the search, then Levenberg-Marquardt. Finds local minima. */
import type { Evaluator } from "../../models/evaluator.ts";
import { lbfgs } from "../../numerics/minimise/lbfgs.ts";
import { randomParameters } from "./random-parameters.ts";
import type { Strategy } from "./strategy.ts";

const maxSteps = 300;

/** Descends the risk from theta; `visit` sees every point on the way (all parameters) with its risk. */
export function descend(
  evaluator: Evaluator,
  theta: Float64Array,
  visit?: (theta: Float64Array, risk: number) => void,
): Float64Array {
  const { free } = evaluator.problem.program;
  const full = (x: Float64Array): Float64Array => {
    const all = theta.slice();
    free.forEach((position, k) => {
      all[position] = x[k]!;
    });
    return all;
  };
  const result = lbfgs(
    (x, gradient) => evaluator.gradient(full(x), gradient),
    Float64Array.from(free, (position) => theta[position]!),
    {
      maxSteps,
      gradientTolerance: 1e-8,
      ...(visit ? { visit: (x: Float64Array, risk: number) => visit(full(x), risk) } : {}),
    },
  );
  return full(result.x);
}

export const descent: Strategy = {
  name: "descent",
  meaning: "L-BFGS on the risk from a random start, then Levenberg-Marquardt: local minima",
  propose({ evaluator, train }, stream) {
    if (train) {
      const trained = train(evaluator.problem, stream);
      return trained.ok ? { ...trained, evaluator, exact: false } : trained;
    }
    const theta = randomParameters(evaluator.problem.program, stream);
    return { ok: true, theta: descend(evaluator, theta), evaluator, exact: false };
  },
};
