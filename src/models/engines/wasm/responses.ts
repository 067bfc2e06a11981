/** The table of affine operations by which the kernels assemble the Hessian; its fields are those of assembly/hessian.ts. */
import type { BackwardDots, ForwardDots, State } from "./directional.ts";
import { type Batch, placeWord, type Word } from "./instructions.ts";
import { coordinatesOf, type Wiring } from "./wiring.ts";

export interface Layer {
  readonly rows: number;
  readonly columns: number;
  readonly weight: number;
  readonly bias: number;
  readonly input: Batch;
  readonly delta: Batch;
  readonly inputDot: Batch | null;
  readonly deltaDot: Batch;
  readonly outputDot: Batch;
  /** Positions in the tapes of the responses. */
  readonly after: number;
  readonly until: number;
}

/** The affine operations that the prediction depends on, in the order of the program. */
export function layersOf(
  { program, ...wiring }: Wiring,
  { forward, backward }: State,
  { dots, after }: ForwardDots,
  { adjointDots, until }: BackwardDots,
): Layer[] {
  return program.operations.flatMap((operation) => {
    const { kind, output: node } = operation;
    if (kind !== "affine") return [];
    const [delta, deltaDot, outputDot] = [backward.adjoints[node], adjointDots[node], dots[node]];
    if (!delta || !deltaDot || !outputDot) return [];
    const { rows, columns } = program.blocks[operation.weight]!;
    const input = forward.values[operation.input]!;
    const inputDot = dots[operation.input] ?? null;
    const place = { after: after.get(node)!, until: until.get(node)! };
    return {
      rows,
      columns,
      ...coordinatesOf({ program, ...wiring }, operation),
      input,
      delta,
      inputDot,
      deltaDot,
      outputDot,
      ...place,
    };
  });
}

export function layerWords(
  layer: Layer,
  forwardStart: number,
  backwardStart: number,
  instructionBytes: number,
): Word[] {
  const { rows, columns, weight, bias, input, delta, inputDot, deltaDot, outputDot, after, until } = layer;
  const positions = [forwardStart + after * instructionBytes, backwardStart + until * instructionBytes];
  return [rows, columns, placeWord(weight), placeWord(bias), input, delta, inputDot, deltaDot, ...positions, outputDot];
}
