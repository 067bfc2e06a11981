/**
 * Right side of (M), docs/theory.md, at the best linear predictor t: (w - t).grad_w R + sum_l t^T V_l g_l, an upper bound of R - R(t)
 * at every point. With a readout bias c its term c dR/dc is added. Error: rounding of the gradient and of the moments.
 */
import type { ResidualStructure } from "../../models/program.ts";
import { gradientBlock, type PointContext, parameterValues, residualOnly } from "./point-context.ts";
import { absent, measured, type Quantity } from "./quantity.ts";
import { moments } from "./witness-direction.ts";

export const masterBound: Quantity<PointContext> = {
  name: "master_bound",
  measure: (context) => {
    const structure = context.residual();
    if (!structure) return absent(residualOnly);
    if (context.data.outputs !== 1) return absent("defined for one output");
    const predictor = context.linear();
    if (predictor.kind !== "attained") return absent(predictor.reason);
    const readout = readoutTerm(context, structure, predictor.t);
    const features = featureTerm(context, structure, predictor.t);
    const value = readout.value + features.value;
    return measured(value, readout.size + features.size, readout.carried + features.carried);
  },
};

interface Term {
  readonly value: number;
  /** Sum of the absolute values of what was added. */
  readonly size: number;
  /** What the errors of its factors make of it. */
  readonly carried: number;
}

/** (w - t).grad_w R + c dR/dc. */
function readoutTerm(context: PointContext, { readout }: ResidualStructure, t: Float64Array): Term {
  const { blocks } = context.evaluator.problem.program;
  const w = blocks[readout]!;
  const bias = blocks.find(({ name }) => name === "c");
  const factors = [...parameterValues(context, w)].map((entry, j) => entry - t[j]!);
  const gradient = [...gradientBlock(context, w)];
  if (bias) {
    factors.push(...parameterValues(context, bias));
    gradient.push(...gradientBlock(context, bias));
  }
  const terms = factors.map((factor, j) => factor * gradient[j]!);
  const length = Math.sqrt(factors.reduce((sum, factor) => sum + factor * factor, 0));
  return { value: sum(terms), size: sum(terms.map(Math.abs)), carried: length * context.gradientNoise() };
}

/** sum_l (V_l^T t).g_l; by Cauchy and Schwarz the errors of the g_l weigh at most (sum_l ||V_l^T t||^2)^(1/2). */
function featureTerm(context: PointContext, structure: ResidualStructure, t: Float64Array): Term {
  const { g, gammaError } = moments(context, structure);
  const { blocks } = context.evaluator.problem.program;
  const terms: number[] = [];
  let squared = 0;
  structure.outer.forEach((index, l) => {
    const block = blocks[index]!;
    const values = parameterValues(context, block);
    for (let j = 0; j < block.columns; j++) {
      let along = 0;
      for (let i = 0; i < block.rows; i++) along += t[i]! * values[i * block.columns + j]!;
      terms.push(along * g[l]![j]!);
      squared += along * along;
    }
  });
  return { value: sum(terms), size: sum(terms.map(Math.abs)), carried: Math.sqrt(squared) * gammaError };
}

const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);
