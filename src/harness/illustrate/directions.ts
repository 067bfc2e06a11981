/**
 * Filter-normalised random directions: each row of each weight matrix is as long as the same row of the parameters, biases stand still.
 * Reference: Li, Xu, Taylor, Studer, Goldstein, Visualizing the Loss Landscape of Neural Nets (2018).
 */
import type { ParameterBlock, Program } from "../../models/program.ts";
import type { Stream } from "../../numerics/random.ts";

/** As in the reference's code, so that a row of zeros gives zeros. */
const tiny = 1e-10;

/** One entry per parameter; 0 for fixed ones. d_ij <- d_ij |theta_i| / (|d_i| + 1e-10) */
export function filterNormalised(program: Program, theta: Float64Array, random: Stream): Float64Array {
  const direction = new Float64Array(program.size);
  const biases = biasBlocks(program);
  for (const block of program.blocks) {
    if (!block.trainable || biases.has(block)) continue;
    // A vector of weights, such as the readout, is one filter.
    const rows = block.shape === "vector" ? 1 : block.rows;
    const length = (block.rows * block.columns) / rows;
    for (let row = 0; row < rows; row++) normaliseRow(direction, theta, block.offset + row * length, length, random);
  }
  return direction;
}

function biasBlocks({ blocks, operations }: Program): ReadonlySet<ParameterBlock | undefined> {
  return new Set(operations.flatMap((one) => (one.kind === "affine" && one.bias >= 0 ? [blocks[one.bias]] : [])));
}

function normaliseRow(direction: Float64Array, theta: Float64Array, offset: number, length: number, random: Stream) {
  const drawn = random.normals(length);
  const wanted = norm(theta.subarray(offset, offset + length));
  const scale = wanted / (norm(drawn) + tiny);
  for (let j = 0; j < length; j++) direction[offset + j] = (drawn[j] ?? 0) * scale;
}

export const norm = (v: Float64Array): number => Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, 0));

/** The same direction with another length; zero stays zero. */
export function withLength(v: Float64Array, length: number): Float64Array {
  const own = norm(v);
  return own === 0 ? v : v.map((entry) => (entry * length) / own);
}

/** From the trainable coordinates to all of them. */
export function spread(program: Program, free: Float64Array): Float64Array {
  const all = new Float64Array(program.size);
  program.free.forEach((position, k) => {
    all[position] = free[k] ?? 0;
  });
  return all;
}
