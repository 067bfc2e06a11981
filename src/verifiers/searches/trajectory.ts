/** Start on the way down: a point of a descent path, uniform in the risk rather than in the iteration. */
import { descend } from "./descent.ts";
import { randomParameters } from "./random-parameters.ts";
import type { Strategy } from "./strategy.ts";

export const trajectory: Strategy = {
  name: "trajectory",
  meaning: "a point of a descent path, uniform in the risk, then Levenberg-Marquardt: saddles passed by training",
  propose({ evaluator }, stream) {
    const start = randomParameters(evaluator.problem.program, stream);
    const path: { readonly theta: Float64Array; readonly risk: number }[] = [
      { theta: start, risk: evaluator.risk(start) },
    ];
    descend(evaluator, start, (theta, risk) => path.push({ theta, risk }));
    const lowest = path.at(-1)!.risk;
    const target = lowest + stream.uniform() * (path[0]!.risk - lowest);
    const chosen = path.reduce((best, item) =>
      Math.abs(item.risk - target) < Math.abs(best.risk - target) ? item : best,
    );
    return { ok: true, theta: chosen.theta, evaluator, exact: false };
  },
};
