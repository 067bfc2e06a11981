/**
 * Blocks put after the last one of a critical point, V = 0 and every unit with E[l' sigma(u.h_L + b)] = 0: critical again, because
 * dR/dV = w E[l' phi] and all other new derivatives carry a factor V = 0. For activations that are not 0 at 0.
 */
import type { Evaluator } from "../../models/evaluator.ts";
import type { ParameterBlock, Program } from "../../models/program.ts";
import type { Stream } from "../../numerics/random.ts";

export function silentObstacle(program: Program): string | null {
  const { residual } = program;
  if (!residual || program.rows[program.output] !== 1) return "needs one output";
  if (residual.innerBlocks.some((blocks) => blocks.length > 0)) return "blocks of several layers are not covered";
  if (residual.activations.some(({ kinks }) => kinks.length > 0)) return "the activation has a kink";
  if (program.blocks.some(({ trainable }) => !trainable)) return "fixed blocks are not covered";
  return null;
}

/** The point of the deeper program; null where no unit with E[l' sigma] = 0 turns up. */
export function withSilentBlocks(
  base: Evaluator,
  source: Float64Array,
  program: Program,
  stream: Stream,
): Float64Array | null {
  const theta = new Float64Array(program.size);
  const target = new Map(program.blocks.map((block) => [block.name, block]));
  for (const { name, offset, rows, columns } of base.problem.program.blocks)
    theta.set(source.subarray(offset, offset + rows * columns), target.get(name)!.offset);
  for (let l = base.problem.program.depth; l < program.depth; l++) {
    const inner = program.blocks[program.residual!.inner[l]!]!;
    const bias = target.get(inner.name.replace("U/", "b/"));
    for (let j = 0; j < inner.rows; j++) {
      const unit = silentUnit(base, source, bias !== undefined, program, l, stream);
      if (!unit) return null;
      writeUnit(theta, inner, bias, j, unit);
    }
  }
  return theta;
}

function writeUnit(
  theta: Float64Array,
  inner: ParameterBlock,
  bias: ParameterBlock | undefined,
  j: number,
  unit: Float64Array,
): void {
  theta.set(unit.subarray(0, inner.columns), inner.offset + j * inner.columns);
  if (bias) theta[bias.offset + j] = unit[inner.columns]!;
}

const draws = 60;
const halvings = 80;

/** (u, b) with E[l' sigma(u.h_L + b)] = 0, by bisection between two random units of opposite sign. */
function silentUnit(
  { problem, forward }: Evaluator,
  theta: Float64Array,
  biased: boolean,
  program: Program,
  l: number,
  stream: Stream,
): Float64Array | null {
  const { data } = problem;
  const d = problem.program.dimension;
  const { nodes, slopes } = forward(theta);
  const h = nodes[problem.program.residual!.representations.at(-1)!]!;
  const weighted = slopes.map((slope, i) => data.weights[i]! * slope);
  const { value } = program.residual!.activations[l]!;
  const moment = (unit: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < data.samples; i++) {
      let s = biased ? unit[d]! : 0;
      for (let j = 0; j < d; j++) s += unit[j]! * h[j * data.samples + i]!;
      sum += weighted[i]! * value(s);
    }
    return sum;
  };
  const size = 1.5 / Math.sqrt(1e-300 + h.reduce((sum, entry) => sum + entry * entry, 0) / h.length);
  const drawn = Array.from({ length: draws }, () => stream.normals(d + 1).map((z, k) => (k < d ? size * z : z)));
  const above = drawn.find((unit) => moment(unit) > 0);
  const below = drawn.find((unit) => moment(unit) < 0);
  if (!above || !below) return null;
  let [low, high] = [0, 1];
  const between = (t: number): Float64Array => below.map((entry, k) => (1 - t) * entry + t * above[k]!);
  for (let k = 0; k < halvings; k++) {
    const middle = (low + high) / 2;
    if (moment(between(middle)) > 0) high = middle;
    else low = middle;
  }
  return between(low);
}
