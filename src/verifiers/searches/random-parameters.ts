/** Gaussian parameters, and the change that makes hypothesis A2 hold exactly. */
import type { Program } from "../../models/program.ts";
import type { Stream } from "../../numerics/random.ts";

const scales = [0.3, 0.7, 1.5] as const;

/** Independent normal entries; one of several scales, drawn first. */
export function randomParameters(
  program: Program,
  random: Stream,
  scale: number = scales[random.integer(scales.length)]!,
): Float64Array {
  return random.normals(program.size).map((value) => value * scale);
}

/**
 * Projects the rows of U_2..U_L off a random unit vector v, so that v lies in N (A2) up to rounding. Fixed blocks stay.
 * A coordinate vector would be exact but special: half of the draws use one.
 */
export function coverParameters(program: Program, theta: Float64Array, random: Stream): void {
  const structure = program.residual;
  const d = program.dimension;
  if (!structure || d < 2) return;
  const v = random.integer(2) === 0 ? unitVector(d, random.integer(d)) : normalised(random.normals(d));
  for (const index of structure.inner.slice(1)) {
    const block = program.blocks[index]!;
    if (!block.trainable) continue;
    for (let r = 0; r < block.rows; r++) projectOff(theta, block.offset + r * d, v);
  }
}

function projectOff(values: Float64Array, offset: number, v: Float64Array): void {
  // twice is enough (Parlett): the second pass removes the first one's rounding
  for (let pass = 0; pass < 2; pass++) {
    let overlap = 0;
    for (let j = 0; j < v.length; j++) overlap += values[offset + j]! * v[j]!;
    for (let j = 0; j < v.length; j++) values[offset + j] = values[offset + j]! - overlap * v[j]!;
  }
}

function unitVector(d: number, k: number): Float64Array {
  const v = new Float64Array(d);
  v[k] = 1;
  return v;
}

function normalised(v: Float64Array): Float64Array {
  const length = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  return v.map((value) => value / length);
}
