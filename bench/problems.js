/** The problems that are timed: residual networks with tanh blocks without bias on Gaussian data, the same on every machine. */
import { engineNamed } from "../dist/models/engines/index.js";
import { losses } from "../dist/models/losses/index.js";
import { compileArchitecture } from "../dist/models/point-file.js";
import { stream } from "../dist/numerics/random.js";

/** @typedef {{ depth: number, dimension: number, width: number, samples: number }} Shape */

/** @type {Record<string, Shape>} */
export const shapes = {
  tiny: { depth: 4, dimension: 4, width: 3, samples: 32 },
  medium: { depth: 8, dimension: 10, width: 10, samples: 200 },
  large: { depth: 32, dimension: 32, width: 32, samples: 1000 },
};

/** @param {Shape} shape @param {string} engineName */
export function problemOf({ depth, dimension, width, samples }, engineName) {
  const spec = { kind: "residual", block: { width, activation: "tanh" } };
  const axes = { depth, dimension, outputs: 1, width: null };
  const compiled = compileArchitecture(spec, axes);
  if (!compiled.ok) throw new Error(compiled.reason);
  const random = stream(0, "bench");
  const x = random.normals(samples * dimension);
  const y = random.normals(samples);
  const weights = new Float64Array(samples).fill(1 / samples);
  const data = { samples, dimension, outputs: 1, x, y, weights };
  const engine = engineNamed(engineName);
  const evaluator = engine({ program: compiled.program, loss: losses.squared, data });
  // Small enough that no block saturates at any depth.
  const theta = random.normals(compiled.program.size).map((value) => (0.5 * value) / Math.sqrt(depth));
  return { spec, engine, evaluator, theta };
}
