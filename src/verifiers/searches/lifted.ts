/**
 * Lifting: a critical point of a shallower net becomes one of depth L by inserting identity blocks (V = 0, U = 0, b = 0 with
 * sigma(0) = 0, so that phi = 0): every new gradient entry carries a factor V = 0 or phi = 0. docs/theory.md, section 5.
 * Where sigma has a kink at 0 the new units are switched off by b = -1 instead; where sigma(0) is not 0 the blocks go to the end
 * (silent-blocks.ts).
 */

import type { Activation } from "../../models/activation.ts";
import { compileArchitecture } from "../../models/point-file.ts";
import type { ParameterBlock, Program } from "../../models/program.ts";
import type { Stream } from "../../numerics/random.ts";
import { polish, restartPatience } from "./polish.ts";
import { randomParameters } from "./random-parameters.ts";
import { silentObstacle, withSilentBlocks } from "./silent-blocks.ts";
import type { Proposal, SearchContext, Strategy } from "./strategy.ts";

const deepestBase = 4;
const attempts = 3;

export const lifted: Strategy = {
  name: "lifted",
  meaning: "a critical point of a shallower net with identity blocks inserted",
  propose(context, stream) {
    const { program, data } = context.evaluator.problem;
    const reason = obstacle(context, program);
    if (reason) return { ok: false, reason };
    const depth = 1 + stream.integer(Math.min(program.depth - 1, deepestBase));
    const base = compileArchitecture(context.spec, {
      depth,
      dimension: program.dimension,
      outputs: data.outputs,
      width: null,
    });
    if (!base.ok) return { ok: false, reason: base.reason };
    return lift(context, base.program, stream);
  },
};

function obstacle({ spec }: SearchContext, program: Program): string | null {
  if (!program.residual) return "needs a residual architecture";
  if (program.depth < 2) return "depth 1 has no shallower net below it";
  if (spec.blocks || spec.tie) return "blocks listed one by one, or tied, cannot be repeated";
  if (appended(program)) return silentObstacle(program);
  if (program.residual.activations.some(kinked) && !program.blocks.some(isBias))
    return "new units without a bias lie on the activation's kink";
  if (program.residual.activations.some((activation) => kinked(activation) && activation.value(-1) !== 0))
    return "the activation has a kink at zero and is not zero beside it";
  return null;
}

/** Whether identity blocks need E[l' phi] = 0 because phi is not 0. */
const appended = ({ residual }: Program): boolean =>
  residual?.activations.some((activation) => !activation.zeroAtZero) ?? false;

const kinked = ({ kinks }: Activation): boolean => kinks.length > 0;
const isBias = ({ name }: ParameterBlock): boolean => name.startsWith("b/") || name.startsWith("inner-b/");

function lift(context: SearchContext, base: Program, stream: Stream): Proposal {
  const { program, loss, data } = context.evaluator.problem;
  const evaluator = context.engine({ program: base, loss, data });
  for (let attempt = 0; attempt < attempts; attempt++) {
    const result = polish(evaluator, randomParameters(base, stream), restartPatience);
    if (result.acceptance.label !== "CRITICAL") continue;
    const theta = appended(program)
      ? withSilentBlocks(evaluator, result.theta, program, stream)
      : embed(base, result.theta, program, stream);
    if (!theta) continue;
    return { ok: true, theta, evaluator: context.evaluator, exact: true };
  }
  return { ok: false, reason: `no critical point of depth ${base.depth} in ${attempts} attempts` };
}

/** Block l of the base goes to a random later place; block 1 stays first, order is kept, everything else is zero. */
function embed(base: Program, source: Float64Array, program: Program, stream: Stream): Float64Array {
  const rest = [...stream.permutation(program.depth - 1)].slice(0, base.depth - 1).map((position) => position + 1);
  const places = [0, ...rest.toSorted((a, b) => a - b)];
  const target = new Map(program.blocks.map((block) => [block.name, block]));
  const theta = new Float64Array(program.size);
  if (program.residual!.activations.some(kinked))
    for (const block of program.blocks.filter(isBias)) theta.fill(-1, block.offset, block.offset + block.rows);
  for (const block of base.blocks) {
    const destination = target.get(renamed(block, places));
    if (destination)
      theta.set(source.subarray(block.offset, block.offset + block.rows * block.columns), destination.offset);
  }
  return theta;
}

/** "U/1" or "inner/1/0" with the block number replaced by its new place; "w" and "c" stay. */
function renamed(block: ParameterBlock, places: readonly number[]): string {
  const [head, position, ...rest] = block.name.split("/");
  return position === undefined ? block.name : [head, places[Number(position)], ...rest].join("/");
}
