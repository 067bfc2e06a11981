/**
 * An adversary for inequalities that hold at every point: from a start it walks to points where a given number, such as a relative slack, is
 * smaller. A (1 + 1) evolution strategy with the one-fifth rule (Rechenberg, Evolutionsstrategie, 1973) whose steps move one parameter block
 * or scale it; without derivatives, because slacks are made of minima, norms and eigenvalues.
 */
import type { ParameterBlock, Program } from "../../models/program.ts";
import { norm2 } from "../../numerics/dense.ts";
import { exp } from "../../numerics/elementary.ts";
import type { Stream } from "../../numerics/random.ts";

/** null: not defined at the point. */
export type Objective = (theta: Float64Array) => number | null;

const firstStep = 0.5;
/** The step grows after a success and shrinks after a failure, and stays where one try in five succeeds. */
const growth = 1.5;
const shrinkage = growth ** -0.25;

/** The point reached after `tries` evaluations; theta itself where the objective has no value there. `settle` follows every step. */
export function pushDown(
  program: Program,
  theta: Float64Array,
  objective: Objective,
  tries: number,
  random: Stream,
  settle: (theta: Float64Array) => void = () => undefined,
): Float64Array {
  let best = theta;
  let lowest = objective(theta);
  if (lowest === null) return theta;
  const blocks = program.blocks.filter(({ trainable }) => trainable);
  let step = firstStep;
  for (let k = 0; k < tries; k++) {
    const next = best.slice();
    change(next, blocks, step, random);
    settle(next);
    const value = keepsSize(next, theta) ? objective(next) : null;
    const better = value !== null && value < lowest;
    if (better) [best, lowest] = [next, value];
    step *= better ? growth : shrinkage;
  }
  return best;
}

/** Far smaller or larger weights make most inequalities ties, and say nothing. */
const mostGrowth = 10;

function keepsSize(theta: Float64Array, start: Float64Array): boolean {
  const ratio = norm2(theta) / norm2(start);
  return ratio <= mostGrowth && ratio >= 1 / mostGrowth;
}

/** Scales one block, or all blocks, or moves one by a share of its size. */
function change(theta: Float64Array, blocks: readonly ParameterBlock[], step: number, random: Stream): void {
  const block = blocks[random.integer(blocks.length)];
  if (block === undefined) return;
  const kind = random.integer(4);
  if (kind === 0) for (const each of blocks) scale(entriesOf(theta, each), exp(step * random.normal()));
  else if (kind === 1) scale(entriesOf(theta, block), exp(step * random.normal()));
  else move(entriesOf(theta, block), step, random);
}

const entriesOf = (theta: Float64Array, { offset, rows, columns }: ParameterBlock): Float64Array =>
  theta.subarray(offset, offset + rows * columns);

function scale(entries: Float64Array, factor: number): void {
  for (let k = 0; k < entries.length; k++) entries[k] = entries[k]! * factor;
}

/** Gaussian, of the root mean square size of the block; of size 1 where the block is zero. */
function move(entries: Float64Array, step: number, random: Stream): void {
  const size = Math.sqrt(entries.reduce((sum, entry) => sum + entry * entry, 0) / entries.length) || 1;
  for (let k = 0; k < entries.length; k++) entries[k] = entries[k]! + step * size * random.normal();
}
