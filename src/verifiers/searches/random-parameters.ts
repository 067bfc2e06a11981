/** Gaussian parameters, and the change that makes hypothesis A2 hold exactly. */
import type { Program } from "../../models/program.ts";
import { dot } from "../../numerics/dense.ts";
import type { Stream } from "../../numerics/random.ts";
import { powerOfTwoBelow } from "../../numerics/scaling.ts";

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
 * Projects the rows of U_2..U_L off a random direction v, so that v lies in N (A2) exactly. Fixed blocks stay.
 * A coordinate vector is special: half of the draws use one.
 */
export function coverParameters(program: Program, theta: Float64Array, random: Stream): void {
  const structure = program.residual;
  const d = program.dimension;
  if (!structure || d < 2) return;
  const v = random.integer(2) === 0 ? unitVector(d, random.integer(d)) : onGrid(random.normals(d));
  for (const index of structure.inner.slice(1)) {
    const block = program.blocks[index]!;
    if (!block.trainable) continue;
    for (let r = 0; r < block.rows; r++) {
      const row = theta.subarray(block.offset + r * d, block.offset + (r + 1) * d);
      projectOff(row, v);
      cancelExactly(row, v);
    }
  }
}

function projectOff(row: Float64Array, v: Float64Array): void {
  const overlap = dot(row, v) / dot(v, v);
  for (let j = 0; j < v.length; j++) row[j] = row[j]! - overlap * v[j]!;
}

/**
 * row . v = 0 without rounding, the row moved by 2^-30 of its size: entries of 31 bits times those of v, of 11, add up exactly in up to
 * 1024 dimensions, so the entry where v is 1 can take what is left.
 */
function cancelExactly(row: Float64Array, v: Float64Array): void {
  const largest = row.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (largest === 0) return;
  const unit = powerOfTwoBelow(largest) * 2 ** -30;
  for (let j = 0; j < row.length; j++) row[j] = Math.round(row[j]! / unit) * unit;
  const one = v.indexOf(1);
  row[one] = 0;
  row[one] = 0 - dot(row, v);
}

function unitVector(d: number, k: number): Float64Array {
  const v = new Float64Array(d);
  v[k] = 1;
  return v;
}

/** v over its largest entry, which becomes 1, the others multiples of 2^-10. */
function onGrid(v: Float64Array): Float64Array {
  const largest = v.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  return v.map((value) => Math.round((value / largest) * 2 ** 10) / 2 ** 10);
}
