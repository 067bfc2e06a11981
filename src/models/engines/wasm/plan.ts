/**
 * The plan of one problem: its tapes and the map of the memory. Samples go in chunks small enough for the nearest caches; their size
 * depends on the shape alone, so results do not depend on the machine. A program's plans are kept for the next problem of its shape.
 */
import type { Problem } from "../../evaluator.ts";
import type { Program } from "../../program.ts";
import { type Addresses, placeApart, placeInTurn, readIn, writtenIn } from "./batches.ts";
import { codeOf, lossCodes } from "./codes.ts";
import type { Batch, Word } from "./instructions.ts";
import { layerWords } from "./responses.ts";
import { type ChunkData, type TapeSet, type Tapes, tapesOf } from "./tapes.ts";
import { type ParameterPlaces, wiringOf } from "./wiring.ts";

const wordsOfInstruction = 16;
const instructionBytes = 4 * wordsOfInstruction;
const panelSamples = 4;
/** Bytes of a row of a panel. */
const panelRowBytes = 8 * panelSamples;
/** At most so many samples go through the tapes at a time, and so many entries of a batch: half of the nearest cache. */
const largestChunk = 256;
const largestBatch = 2048;
/** The kernels' own constants lie below. */
const firstAddress = 4096;
/** The low bits of an address, see assembly/tape.ts. */
const dataMark = 1;
const stateMark = 2;

/** First byte of a region and the one behind its last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the parts of the memory that all chunks have in common lie. */
interface CommonParts {
  readonly samples: number;
  readonly chunkSamples: number;
  readonly chunks: number;
  /** theta as proposed by the caller. */
  readonly proposed: number;
  readonly places: ParameterPlaces;
  /** Sums of the first half of the chunks; the second half's follow. One per trainable parameter, then the risk. */
  readonly sums: number;
  /** Records of the chunks, and the bytes of one. */
  readonly data: number;
  readonly dataBytes: number;
  /** Behind all this. */
  readonly end: number;
}

/** Where batches lie. */
interface Rooms {
  readonly addresses: Addresses;
  readonly firstOrderEnd: number;
  /** Derivatives of nodes and adjoints in the response passes. */
  readonly dots: Span;
  /** Room for the widest input. */
  readonly moment: number;
  readonly end: number;
  readonly stateBytes: number;
}

type Spans = { readonly [Name in keyof Tapes]: Span };

export interface Plan extends Omit<CommonParts, "end">, Spans {
  /** Written into memory before the first call. */
  readonly image: { readonly address: number; readonly words: Int32Array };
  readonly layers: { readonly address: number; readonly count: number };
  /** States of the chunks, and the bytes of one; 0 when every chunk overwrites the one before. */
  readonly state: number;
  readonly stateBytes: number;
  readonly dots: Span;
  readonly moment: number;
  /** Ends of what risk and gradient use and of what second derivatives use; results lie behind. */
  readonly firstOrderEnd: number;
  readonly results: number;
  readonly forwardNumbers: number;
}

const plans = new WeakMap<Program, Map<string, Plan>>();

/** Keeps the states of all chunks unless they take more than `largestStates` bytes. */
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

/** Rows of inputs, labels and weights of a chunk, in the order of its record. */
export const recordRows = ({ rows, output }: Program): readonly [number, number, number] => [
  rows[0]!,
  rows[output]!,
  1,
];

const aligned = (address: number): number => Math.ceil(address / 64) * 64;

function makePlan(program: Program, lossCode: number, samples: number, largestStates: number): Plan {
  const { end, ...common } = commonParts(program, samples);
  const wiring = wiringOf(program, common.places);
  const [x, labels, weights] = recordRows(program).map((rows): Batch => ({ rows })) as [Batch, Batch, Batch];
  const set = tapesOf(wiring, lossCode, { x, labels, weights }, samples);
  const image = aligned(end);
  const scratch = aligned(image + instructionBytes * (instructionsOf(set.tapes) + set.layers.length));
  const rooms = roomsOf(set, { x, labels, weights }, bytesOfRow(common.chunkSamples), scratch, program);
  const state = aligned(rooms.end);
  const kept = common.chunks * rooms.stateBytes <= largestStates;
  const { addresses: _, end: __, ...places } = rooms;
  return {
    ...common,
    ...encode(set, rooms.addresses, image),
    ...places,
    state,
    stateBytes: kept ? rooms.stateBytes : 0,
    results: aligned(state + (kept ? common.chunks : 1) * rooms.stateBytes),
    forwardNumbers: set.forwardNumbers,
  };
}

const instructionsOf = (tapes: Tapes): number => Object.values(tapes).reduce((sum, tape) => sum + tape.length, 0);
const bytesOfRow = (chunkSamples: number): number => (chunkSamples / panelSamples) * panelRowBytes;

function commonParts(program: Program, samples: number): CommonParts {
  let end = firstAddress;
  const take = (numbers: number): number => {
    const start = aligned(end);
    end = start + 8 * numbers;
    return start;
  };
  const size = program.free.length;
  const chunkSamples = chunkSize(samples, Math.max(...program.rows));
  const chunks = Math.ceil(samples / chunkSamples);
  const dataBytes = bytesOfRow(chunkSamples) * recordRows(program).reduce((sum, rows) => sum + rows, 0);
  const proposed = take(program.size);
  const places = {
    theta: take(program.size),
    thetaTransposed: take(program.size),
    direction: take(size),
    directionTransposed: take(size),
  };
  const sums = take(2 * (size + 1));
  const data = take((chunks * dataBytes) / 8);
  return { samples, chunkSamples, chunks, proposed, places, sums, data, dataBytes, end };
}

/** What the state tape leaves for others has a place in the record of the chunk's state; the rest is scratch. */
function roomsOf(set: TapeSet, chunk: ChunkData, rowBytes: number, scratch: number, program: Program): Rooms {
  const { tapes, layers } = set;
  const addresses: Addresses = new Map();
  placeApart([chunk.x, chunk.labels, chunk.weights], rowBytes, dataMark, addresses);
  const inTurn = (names: readonly (keyof Tapes)[]): number =>
    Math.max(...names.map((name) => placeInTurn(tapes[name], rowBytes, scratch, addresses)));
  const firstOrderEnd = inTurn(["risk", "gradient", "jacobian", "forward"]);
  const read = readIn(tapes.product, tapes.forwardResponses, tapes.backwardResponses);
  for (const { input, delta } of layers) read.add(input).add(delta);
  const kept = [...writtenIn(tapes.stateTape)].filter((batch) => read.has(batch));
  const stateBytes = placeApart(kept, rowBytes, stateMark, addresses) - stateMark;
  const secondOrderEnd = inTurn(["stateTape", "product"]);
  const responses = writtenIn(tapes.forwardResponses, tapes.backwardResponses);
  for (const { inputDot, deltaDot, outputDot } of layers)
    for (const batch of [inputDot, deltaDot, outputDot]) if (batch) responses.add(batch);
  const moment = placeApart(responses, rowBytes, scratch, addresses);
  const widest = Math.max(...program.blocks.map(({ columns }) => columns));
  const end = Math.max(firstOrderEnd, secondOrderEnd, moment + widest * rowBytes);
  return { addresses, firstOrderEnd, dots: { start: scratch, end: moment }, moment, end, stateBytes };
}

/** The tapes as the kernels read them, then the table of layers. */
function encode(set: TapeSet, addresses: Addresses, address: number): Spans & Pick<Plan, "image" | "layers"> {
  const words = new Int32Array(wordsOfInstruction * (instructionsOf(set.tapes) + set.layers.length));
  let rows = 0;
  const here = (): number => address + instructionBytes * rows;
  const write = (row: readonly Word[]): void => {
    let at = wordsOfInstruction * rows++;
    for (const word of row) words[at++] = typeof word === "number" ? word : word ? addressOf(word, addresses) : 0;
  };
  const span = (name: keyof Tapes): Span => {
    const start = here();
    for (const instruction of set.tapes[name]) write(instruction.words);
    return { start, end: here() };
  };
  const spans = {
    prepare: span("prepare"),
    risk: span("risk"),
    gradient: span("gradient"),
    jacobian: span("jacobian"),
    forward: span("forward"),
    direction: span("direction"),
    stateTape: span("stateTape"),
    product: span("product"),
    forwardResponses: span("forwardResponses"),
    backwardResponses: span("backwardResponses"),
  };
  const layers = { address: here(), count: set.layers.length };
  const [forwardStart, backwardStart] = [spans.forwardResponses.start, spans.backwardResponses.start];
  for (const layer of set.layers) write(layerWords(layer, forwardStart, backwardStart, instructionBytes));
  return { ...spans, image: { address, words }, layers };
}

function addressOf(batch: Batch, addresses: Addresses): number {
  const address = addresses.get(batch);
  if (address === undefined) throw new Error("a batch has no place");
  return address;
}
