/**
 * The plan of one problem: all tapes and the map of the memory. Samples go in chunks small enough for the nearest caches; their size
 * depends on the shape alone, so results do not depend on the machine. A program's plans are kept for the next problem of its shape.
 */
import type { Problem } from "../../evaluator.ts";
import type { Program } from "../../program.ts";
import { type Addresses, placeApart, placeInTurn, readIn, writtenIn } from "./batches.ts";
import { codeOf, lossCodes } from "./codes.ts";
import { backwardDots, forwardDots, productOf, type State } from "./directional.ts";
import type { Batch, Instruction, LossOperands, Word } from "./instructions.ts";
import * as instruction from "./instructions.ts";
import { backwardPass, forwardPass, gradientOf, jacobianOf, type Tape, transposes } from "./passes.ts";
import { type Layer, layersOf, layerWords } from "./responses.ts";
import { type ParameterPlaces, type Wiring, wiringOf } from "./wiring.ts";

const wordsOfInstruction = 16;
const panelSamples = 4;
/** Bytes of a row of a panel. */
const rowBytes = 8 * panelSamples;
/** At most so many samples go through the tapes at a time, and so many entries of a batch: half of the nearest cache. */
const largestChunk = 128;
const largestBatch = 2048;
const firstAddress = 4096;

/** First and last byte of a tape. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Plan {
  readonly samples: number;
  readonly chunkSamples: number;
  readonly chunks: number;
  /** theta as proposed by the caller. */
  readonly proposed: number;
  readonly places: ParameterPlaces;
  /** Sums of the first half of the chunks; the second half's follow. One per trainable parameter, then the risk. */
  readonly sums: number;
  readonly data: number;
  readonly dataBytes: number;
  readonly state: number;
  readonly stateBytes: number;
  /** Written into memory before the first call. */
  readonly image: { readonly address: number; readonly words: Int32Array };
  readonly prepare: Span;
  readonly risk: Span;
  readonly forward: Span;
  readonly gradient: Span;
  readonly jacobian: Span;
  /** Transposes of the direction, the state, the directional passes. */
  readonly direction: Span;
  readonly stateTape: Span;
  readonly product: Span;
  readonly forwardResponses: Span;
  readonly backwardResponses: Span;
  readonly layers: { readonly address: number; readonly count: number };
  readonly dots: Span;
  readonly moment: number;
  /** Ends of what risk and gradient use and of what second derivatives use; results lie behind. */
  readonly firstOrderEnd: number;
  readonly results: number;
  /** Numbers in the results of the forward pass: all nodes, then l' and l''. */
  readonly forwardNumbers: number;
}

const plans = new WeakMap<Program, Map<string, Plan>>();

export function planOf({ program, loss, data }: Problem, largestStates: number): Plan {
  const ofProgram = plans.get(program) ?? new Map<string, Plan>();
  plans.set(program, ofProgram);
  const key = `${loss.kind} ${data.samples} ${largestStates}`;
  const plan = ofProgram.get(key) ?? makePlan(program, codeOf(lossCodes, loss.kind), data.samples, largestStates);
  ofProgram.set(key, plan);
  return plan;
}

/** Samples per chunk: chunks of whole panels, as equal as possible. */
export function chunkSize(samples: number, widest: number): number {
  const panels = Math.ceil(samples / panelSamples);
  const limit = Math.max(16, Math.min(largestChunk, Math.floor(largestBatch / widest)));
  const chunks = Math.ceil((panels * panelSamples) / limit);
  return panelSamples * Math.ceil(panels / chunks);
}

/** A cursor that hands out aligned memory. */
function memoryFrom(first: number): { readonly take: (bytes: number) => number; readonly end: () => number } {
  let end = first;
  const take = (bytes: number): number => {
    const start = Math.ceil(end / 64) * 64;
    end = start + bytes;
    return start;
  };
  return { take, end: () => Math.ceil(end / 64) * 64 };
}

/** Inputs, labels and weights of a chunk, in the order of its record. */
export const recordRows = (program: Program): readonly [number, number, number] => [
  program.rows[0]!,
  program.rows[program.output]!,
  1,
];

function makePlan(program: Program, lossCode: number, samples: number, largestStates: number): Plan {
  const size = program.free.length;
  const memory = memoryFrom(firstAddress);
  const [proposed, theta, thetaTransposed] = [0, 1, 2].map(() => memory.take(8 * program.size)) as [
    number,
    number,
    number,
  ];
  const [direction, directionTransposed] = [0, 1].map(() => memory.take(8 * size)) as [number, number];
  const places = { theta, thetaTransposed, direction, directionTransposed };
  const sums = memory.take(2 * 8 * (size + 1));
  const chunkSamples = chunkSize(samples, Math.max(...program.rows));
  const chunks = Math.ceil(samples / chunkSamples);
  const bytesOfRow = (chunkSamples / panelSamples) * rowBytes;
  const batches = recordRows(program).map((rows): Batch => ({ rows })) as [Batch, Batch, Batch];
  const dataBytes = bytesOfRow * batches.reduce((sum, { rows }) => sum + rows, 0);
  const data = memory.take(chunks * dataBytes);
  const wiring = wiringOf(program, places);
  const tapes = makeTapes(wiring, lossCode, batches, samples);
  const tapeNames = Object.keys(tapes.all) as (keyof typeof tapes.all)[];
  const instructions = tapeNames.reduce((sum, name) => sum + tapes.all[name].length, 0);
  const layerCount = tapes.layers.length;
  const image = memory.take(4 * wordsOfInstruction * (instructions + layerCount));
  // places
  const addresses: Addresses = new Map();
  placeApart(batches, bytesOfRow, 1, addresses);
  const { all } = tapes;
  const scratch = memory.take(0);
  const firstOrder = [all.risk, all.gradient, all.forward, all.jacobian].map((tape) =>
    placeInTurn(tape, bytesOfRow, scratch, addresses),
  );
  const firstOrderEnd = Math.max(...firstOrder);
  const secondOrder = [...all.product, ...all.forwardResponses, ...all.backwardResponses];
  const read = readIn(secondOrder);
  for (const layer of tapes.layers) for (const batch of [layer.input, layer.delta]) read.add(batch);
  const kept = [...writtenIn(all.stateTape)].filter((batch) => read.has(batch));
  const stateBytes = placeApart(kept, bytesOfRow, 2, addresses) - 2;
  const productEnd = Math.max(
    ...[all.stateTape, all.product].map((tape) => placeInTurn(tape, bytesOfRow, scratch, addresses)),
  );
  const dotBatches = new Set([...writtenIn([...all.forwardResponses, ...all.backwardResponses])]);
  for (const { inputDot, deltaDot, outputDot } of tapes.layers)
    for (const batch of [inputDot, deltaDot, outputDot]) if (batch) dotBatches.add(batch);
  const dotsEnd = placeApart(dotBatches, bytesOfRow, scratch, addresses);
  const widest = Math.max(...program.blocks.map(({ columns }) => columns));
  const momentEnd = dotsEnd + widest * bytesOfRow;
  const keepsStates = chunks * stateBytes <= largestStates;
  const state = Math.ceil(Math.max(firstOrderEnd, productEnd, momentEnd) / 64) * 64;
  const results = Math.ceil((state + (keepsStates ? chunks : 1) * stateBytes) / 64) * 64;
  // encode
  const words = new Int32Array(wordsOfInstruction * (instructions + layerCount));
  const spans: Partial<Record<keyof typeof all, Span>> = {};
  let at = 0;
  for (const name of tapeNames) {
    const start = image + 4 * wordsOfInstruction * at;
    for (const item of all[name]) writeWords(item.words, addresses, words, wordsOfInstruction * at++);
    spans[name] = { start, end: image + 4 * wordsOfInstruction * at };
  }
  const layersAddress = image + 4 * wordsOfInstruction * at;
  for (const layer of tapes.layers) {
    const encoded = layerWords(
      layer,
      spans.forwardResponses!.start,
      spans.backwardResponses!.start,
      4 * wordsOfInstruction,
    );
    writeWords(encoded, addresses, words, wordsOfInstruction * at++);
  }
  return {
    samples,
    chunkSamples,
    chunks,
    proposed,
    places,
    sums,
    data,
    dataBytes,
    state,
    stateBytes: keepsStates ? stateBytes : 0,
    image: { address: image, words },
    ...(spans as Record<keyof typeof all, Span>),
    layers: { address: layersAddress, count: layerCount },
    dots: { start: scratch, end: dotsEnd },
    moment: dotsEnd,
    firstOrderEnd,
    results,
    forwardNumbers: tapes.forwardNumbers,
  };
}

function writeWords(words: readonly Word[], addresses: Addresses, out: Int32Array, at: number): void {
  words.forEach((word, k) => {
    out[at + k] = typeof word === "number" ? word : word ? addressOf(word, addresses) : 0;
  });
}

function addressOf(batch: Batch, addresses: Addresses): number {
  const address = addresses.get(batch);
  if (address === undefined) throw new Error("a batch has no place");
  return address;
}

function makeTapes(
  wiring: Wiring,
  lossCode: number,
  [x, labels, weights]: readonly [Batch, Batch, Batch],
  samples: number,
) {
  const { program, places, coordinate } = wiring;
  const risk = program.free.length;
  const rows = program.rows[program.output]!;
  const lossOf = (predictions: Batch, part: Partial<LossOperands>): Instruction =>
    instruction.loss(
      lossCode,
      { predictions, labels, weights, slopes: null, curvatures: null, weighted: true, ...part },
      risk,
    );
  const predictionsOf = (values: (Batch | undefined)[]): Batch => values[program.output]!;

  const riskTape: Tape = [];
  riskTape.push(lossOf(predictionsOf(forwardPass(wiring, x, 0, true, riskTape).values), {}));

  const gradient: Tape = [];
  const first = forwardPass(wiring, x, 1, true, gradient);
  const seed = { rows };
  gradient.push(lossOf(predictionsOf(first.values), { slopes: seed }));
  backwardPass(wiring, first, seed, gradientOf(wiring, first), gradient);

  const jacobian: Tape = [];
  const alone = forwardPass(wiring, x, 1, true, jacobian);
  const unit = { rows };
  jacobian.push(instruction.seed(unit));
  backwardPass(wiring, alone, unit, jacobianOf(wiring, alone), jacobian);

  const forward: Tape = [];
  const plain = forwardPass(wiring, x, 0, false, forward);
  const [slopes, curvatures] = [{ rows }, { rows }];
  forward.push(lossOf(predictionsOf(plain.values), { slopes, curvatures, weighted: false }));
  let forwardNumbers = 0;
  for (const batch of [...plain.values.slice(1), slopes, curvatures]) {
    forward.push(instruction.unpack(batch!, forwardNumbers, samples));
    forwardNumbers += batch!.rows * samples;
  }

  const stateTape: Tape = [];
  const second = forwardPass(wiring, x, 2, true, stateTape);
  const [seeds, lossBend] = [{ rows }, { rows }];
  stateTape.push(lossOf(predictionsOf(second.values), { slopes: seeds, curvatures: lossBend }));
  const state: State = {
    forward: second,
    backward: backwardPass(wiring, second, seeds, () => [], stateTape),
    lossBend,
  };

  const product: Tape = [];
  const dots = forwardDots(wiring, state, "parameters", product);
  backwardDots(wiring, state, dots, "parameters", productOf(wiring, state, dots), product);

  const forwardResponses: Tape = [];
  const backwardResponses: Tape = [];
  const responses = forwardDots(wiring, state, "outputs", forwardResponses);
  const answers = backwardDots(wiring, state, responses, "outputs", () => [], backwardResponses);
  const layers: Layer[] = layersOf(wiring, state, responses, answers);

  const offsetOf = (block: number): number => program.blocks[block]!.offset;
  const all = {
    prepare: transposes(program, places.theta, places.thetaTransposed, offsetOf),
    risk: riskTape,
    gradient,
    jacobian,
    forward,
    direction: transposes(program, places.direction, places.directionTransposed, (block) => coordinate[block]!),
    stateTape,
    product,
    forwardResponses,
    backwardResponses,
  };
  return { all, layers, forwardNumbers };
}
