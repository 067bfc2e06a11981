/**
 * The exact critical-point generator of docs/theory.md, section 5: w = 0 makes every gradient but the readout's vanish, and V_L is chosen so
 * that the readout's vanishes too:  E[l'(0; y) h_L] = E[l' h_{L-1}] + V_L E[l' phi_L] = 0.  Any depth, any phi.
 */
import type { ParameterBlock } from "../../models/program.ts";
import { coverParameters, randomParameters } from "./random-parameters.ts";
import type { Strategy } from "./strategy.ts";

export const plantedReadout: Strategy = {
  name: "planted-readout",
  meaning: "w = 0 and V_L in closed form: exactly critical at any depth",
  propose({ evaluator }, stream) {
    const { program } = evaluator.problem;
    const structure = program.residual;
    if (!structure || program.rows[program.output] !== 1)
      return { ok: false, reason: "needs a residual architecture with one output" };
    const outer = program.blocks[structure.outer.at(-1)!]!;
    const constant = program.blocks.find((block) => block.name === "c");
    if (constant)
      return { ok: false, reason: "a readout bias leaves a second equation: not covered by the closed form" };
    if (tied(program.blocks, outer)) return { ok: false, reason: "V_L is tied to another block" };
    const theta = randomParameters(program, stream);
    coverParameters(program, theta, stream);
    const readout = program.blocks[structure.readout]!;
    theta.fill(0, readout.offset, readout.offset + readout.columns);
    theta.fill(0, outer.offset, outer.offset + outer.rows * outer.columns);
    const { nodes, slopes } = evaluator.forward(theta);
    // V_L = -E[l' h_{L-1}] a^T / |a|^2 with a = E[l' phi_L]: with V_L = 0, h_L is h_{L-1}
    const weighted = slopes.map((slope, i) => evaluator.problem.data.weights[i]! * slope);
    const moment = moments(nodes[structure.representations.at(-1)!]!, weighted);
    const feature = moments(nodes[structure.features.at(-1)!]!, weighted);
    const squared = feature.reduce((sum, entry) => sum + entry * entry, 0);
    if (squared === 0) return { ok: false, reason: "E[l' phi_L] vanishes" };
    for (let i = 0; i < outer.rows; i++)
      for (let j = 0; j < outer.columns; j++)
        theta[outer.offset + i * outer.columns + j] = (-moment[i]! * feature[j]!) / squared;
    return { ok: true, theta, evaluator, exact: true };
  },
};

/** E[l' node], one entry per row of the node. */
function moments(node: Float64Array, weighted: Float64Array): Float64Array {
  const n = weighted.length;
  return Float64Array.from({ length: node.length / n }, (_, r) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weighted[i]! * node[r * n + i]!;
    return sum;
  });
}

function tied(blocks: readonly ParameterBlock[], block: ParameterBlock): boolean {
  return blocks.some((other) => other !== block && other.offset === block.offset);
}
