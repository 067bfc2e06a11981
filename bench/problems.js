/** The problems that are timed: residual networks with tanh blocks on Gaussian data, the same on every machine. */
import { float64Evaluator } from "../dist/models/engines/float64.js";
import { losses } from "../dist/models/losses/index.js";
import { compileArchitecture } from "../dist/models/point-file.js";
import { stream } from "../dist/numerics/random.js";

/** @typedef {{ depth: number, dimension: number, width: number, samples: number }} Shape */

/** @type {Record<string, Shape>} */
export const shapes = {
  tiny: { depth: 4, dimension: 4, width: 3, samples: 32 },
  medium: { depth: 8, dimension: 10, width: 10, samples: 200 },
};

/** @param {Shape} shape */
export function problemOf({ depth, dimension, width, samples }) {
  const block = { width, activation: "tanh", bias: true };
  const axes = { depth, dimension, outputs: 1, width: null };
  const compiled = compileArchitecture({ kind: "residual", block }, axes);
  if (!compiled.ok) throw new Error(compiled.reason);
  const random = stream(0, "bench");
  const x = random.normals(samples * dimension);
  const y = random.normals(samples);
  const weights = new Float64Array(samples).fill(1 / samples);
  const data = { samples, dimension, outputs: 1, x, y, weights };
  const evaluator = float64Evaluator({ program: compiled.program, loss: losses.squared, data });
  // Small enough that no block saturates at any depth.
  const theta = random.normals(compiled.program.size).map((value) => (0.5 * value) / Math.sqrt(depth));
  return { evaluator, theta };
}
