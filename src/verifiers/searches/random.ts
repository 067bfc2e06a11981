/** Start anywhere: Gaussian parameters at several scales, half of the time with A2 built in. */
import { coverParameters, randomParameters } from "./random-parameters.ts";
import type { Strategy } from "./strategy.ts";

export const random: Strategy = {
  name: "random",
  meaning: "Gaussian parameters at several scales, then Levenberg-Marquardt on the gradient map",
  propose({ evaluator }, stream) {
    const { program } = evaluator.problem;
    const theta = randomParameters(program, stream);
    if (stream.integer(2) === 0) coverParameters(program, theta, stream);
    return { ok: true, theta, evaluator, exact: false };
  },
};
