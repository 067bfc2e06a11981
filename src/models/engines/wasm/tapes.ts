/** All tapes of a problem, one per kind of evaluation. */

import { backwardDots, forwardDots, productOf, type State } from "./directional.ts";
import type { Batch, Instruction, LossOperands } from "./instructions.ts";
import * as instruction from "./instructions.ts";
import { backwardPass, forwardPass, gradientOf, jacobianOf, type Nodes, type Tape, transposes } from "./passes.ts";
import { type Layer, layersOf } from "./responses.ts";
import type { Wiring } from "./wiring.ts";

/** Inputs, labels and weights of a chunk. */
export interface ChunkData {
  readonly x: Batch;
  readonly labels: Batch;
  readonly weights: Batch;
}

/** In the order in which they lie in memory: what prepares the direction, the state and the product are run as one. */
export interface Tapes {
  /** Transposed weights. */
  readonly prepare: Tape;
  readonly risk: Tape;
  readonly gradient: Tape;
  readonly jacobian: Tape;
  /** All nodes, l' and l'', as matrices in the results. */
  readonly forward: Tape;
  /** Transposed direction. */
  readonly direction: Tape;
  /** What the second derivatives at one point have in common. */
  readonly stateTape: Tape;
  readonly product: Tape;
  readonly forwardResponses: Tape;
  readonly backwardResponses: Tape;
}

export interface TapeSet {
  readonly tapes: Tapes;
  readonly layers: readonly Layer[];
  /** Numbers in the results of the forward tape. */
  readonly forwardNumbers: number;
}

/** A loss at given predictions, with what it writes. */
type LossAt = (values: Nodes, parts: Partial<LossOperands>) => Instruction;

export function tapesOf(wiring: Wiring, lossCode: number, { x, labels, weights }: ChunkData, samples: number): TapeSet {
  const { program, places, coordinate } = wiring;
  const lossAt: LossAt = (values, parts) => {
    const absent = { slopes: null, curvatures: null, weighted: true };
    const operands = { predictions: values[program.output]!, labels, weights, ...absent, ...parts };
    return instruction.loss(lossCode, operands, program.free.length);
  };
  const { forward, forwardNumbers } = forwardTape(wiring, x, lossAt, samples);
  const { stateTape, state } = stateOf(wiring, x, lossAt);
  const tapes = {
    prepare: transposes(program, places.theta, places.thetaTransposed, (block) => program.blocks[block]!.offset),
    risk: riskTape(wiring, x, lossAt),
    gradient: gradientTape(wiring, x, lossAt),
    jacobian: jacobianTape(wiring, x),
    forward,
    direction: transposes(program, places.direction, places.directionTransposed, (block) => coordinate[block]!),
    stateTape,
    product: productTape(wiring, state),
  };
  const { layers, ...responses } = responseTapes(wiring, state);
  return { tapes: { ...tapes, ...responses }, layers, forwardNumbers };
}

const outputRows = ({ program }: Wiring): number => program.rows[program.output]!;

function riskTape(wiring: Wiring, x: Batch, lossAt: LossAt): Tape {
  const tape: Tape = [];
  const { values } = forwardPass(wiring, x, 0, true, tape);
  tape.push(lossAt(values, {}));
  return tape;
}

function gradientTape(wiring: Wiring, x: Batch, lossAt: LossAt): Tape {
  const tape: Tape = [];
  const forward = forwardPass(wiring, x, 1, true, tape);
  const seed = { rows: outputRows(wiring) };
  tape.push(lossAt(forward.values, { slopes: seed }));
  backwardPass(wiring, forward, seed, gradientOf(wiring, forward), tape);
  return tape;
}

/** Of one output, whose adjoint is 1. */
function jacobianTape(wiring: Wiring, x: Batch): Tape {
  const tape: Tape = [];
  const forward = forwardPass(wiring, x, 1, true, tape);
  const seed = { rows: outputRows(wiring) };
  tape.push(instruction.seed(seed));
  backwardPass(wiring, forward, seed, jacobianOf(wiring, forward), tape);
  return tape;
}

function forwardTape(
  wiring: Wiring,
  x: Batch,
  lossAt: LossAt,
  samples: number,
): { readonly forward: Tape; readonly forwardNumbers: number } {
  const forward: Tape = [];
  const { values } = forwardPass(wiring, x, 0, false, forward);
  const [slopes, curvatures] = [{ rows: outputRows(wiring) }, { rows: outputRows(wiring) }];
  forward.push(lossAt(values, { slopes, curvatures, weighted: false }));
  let forwardNumbers = 0;
  for (const batch of [...values.slice(1), slopes, curvatures]) {
    forward.push(instruction.unpack(batch!, forwardNumbers, samples));
    forwardNumbers += batch!.rows * samples;
  }
  return { forward, forwardNumbers };
}

function stateOf(wiring: Wiring, x: Batch, lossAt: LossAt): { readonly stateTape: Tape; readonly state: State } {
  const stateTape: Tape = [];
  const forward = forwardPass(wiring, x, 2, true, stateTape);
  const [seed, lossBend] = [{ rows: outputRows(wiring) }, { rows: outputRows(wiring) }];
  stateTape.push(lossAt(forward.values, { slopes: seed, curvatures: lossBend }));
  const backward = backwardPass(wiring, forward, seed, () => [], stateTape);
  return { stateTape, state: { forward, backward, lossBend } };
}

function productTape(wiring: Wiring, state: State): Tape {
  const tape: Tape = [];
  const dots = forwardDots(wiring, state, "parameters", tape);
  backwardDots(wiring, state, dots, "parameters", productOf(wiring, state, dots), tape);
  return tape;
}

function responseTapes(
  wiring: Wiring,
  state: State,
): Pick<Tapes, "forwardResponses" | "backwardResponses"> & { readonly layers: readonly Layer[] } {
  const forwardResponses: Tape = [];
  const backwardResponses: Tape = [];
  const dots = forwardDots(wiring, state, "outputs", forwardResponses);
  const answers = backwardDots(wiring, state, dots, "outputs", () => [], backwardResponses);
  return { forwardResponses, backwardResponses, layers: layersOf(wiring, state, dots, answers) };
}
