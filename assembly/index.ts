/**
 * The fast engine's kernels: one call evaluates one derivative of the risk over all samples. Addresses and tapes come from
 * src/models/engines/wasm. Samples go in chunks whose size depends on the shape of the problem alone; the chunks of each half are
 * summed in order, then the halves, so that two workers with a half each would return the same bits.
 */
import { addHessian } from "./hessian";
import { addTransposed } from "./layout";
import { placeChunk, run, seedRow } from "./tape";

export { multiply } from "./multiply";
export { outer } from "./outer";
export { writeJet } from "./activations";
export { applyLoss } from "./losses";
export { placeResults } from "./tape";

let samples: usize = 0;
let chunkSamples: usize = 0;
let data: usize = 0;
let dataBytes: usize = 0;
let state: usize = 0;
/** 0 where the state of all chunks would be too large: then each chunk overwrites it. */
let stateBytes: usize = 0;
/** Sums of the first half of the chunks, then of the second: one per trainable parameter, then the risk. */
let sums: usize = 0;
let sumBytes: usize = 0;
/** The half of the chunks that is swept, 0 or 1; 2 for both. */
let swept: usize = 2;
/** theta as the caller wrote it, and as the tapes read it. */
let proposed: usize = 0;
let theta: usize = 0;
let thetaBytes: usize = 0;
let prepare: usize = 0;
let prepareEnd: usize = 0;
/** Whether there is a theta, and whether the states belong to it. */
let placed: bool = false;
let current: bool = false;

export function placeSamples(count: usize, perChunk: usize, record: usize, bytes: usize): void {
  samples = count;
  chunkSamples = perChunk;
  data = record;
  dataBytes = bytes;
}

export function placeState(record: usize, bytes: usize): void {
  state = record;
  stateBytes = bytes;
}

export function placeSums(first: usize, bytes: usize): void {
  sums = first;
  sumBytes = bytes;
}

/** With one half the sums stay apart: those of the second half lie behind those of the first. */
export function placeHalf(half: usize): void {
  swept = half;
}

/** The tape transposes the weights. Forgets what was computed before. */
export function placeTheta(stage: usize, place: usize, bytes: usize, tape: usize, end: usize): void {
  proposed = stage;
  theta = place;
  thetaBytes = bytes;
  prepare = tape;
  prepareEnd = end;
  placed = false;
  current = false;
}

/** Takes over the proposed theta unless it is the one in use, bit for bit. */
function takeTheta(): void {
  if (placed && memory.compare(proposed, theta, thetaBytes) == 0) return;
  memory.copy(theta, proposed, thetaBytes);
  run(prepare, prepareEnd);
  placed = true;
  current = false;
}

@inline
function chunks(): usize {
  return (samples + chunkSamples - 1) / chunkSamples;
}

@inline
function halfOf(chunk: usize): usize {
  return chunk < (chunks() + 1) / 2 ? 0 : 1;
}

function enter(chunk: usize): void {
  const first = chunk * chunkSamples;
  const half = halfOf(chunk);
  const count = min(chunkSamples, samples - first);
  placeChunk(first, count, data + chunk * dataBytes, state + chunk * stateBytes, sums + half * sumBytes);
}

/** Runs the tape on every chunk, after the state tape where there is one and its result is not at hand. */
function sweep(stateTape: usize, stateEnd: usize, tape: usize, end: usize): void {
  memory.fill(sums, 0, sumBytes);
  if (chunks() > 1) memory.fill(sums + sumBytes, 0, sumBytes);
  for (let chunk: usize = 0; chunk < chunks(); chunk++) {
    if (swept == 1 - halfOf(chunk)) continue;
    enter(chunk);
    if (!current) run(stateTape, stateEnd);
    run(tape, end);
  }
  if (stateTape && stateBytes) current = true;
  if (swept == 2 && chunks() > 1) for (let at: usize = 0; at < sumBytes; at += 8) addTo(sums + at, load<f64>(sums + sumBytes + at));
}

@inline
function addTo(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) + value);
}

/** Risk, gradient, or the whole forward pass: whatever the tape computes. Returns the risk. */
export function evaluate(tape: usize, end: usize): f64 {
  takeTheta();
  sweep(0, 0, tape, end);
  return load<f64>(sums + sumBytes - 8);
}

/** Hessian-vector product; `transposes` is the tape that prepares the direction. */
export function product(transposes: usize, stateTape: usize, stateEnd: usize, end: usize): void {
  takeTheta();
  run(transposes, stateTape);
  sweep(stateTape, stateEnd, stateEnd, end);
}

/** Rows of the Jacobian of output `output` for the samples of a chunk, into `rows` of `bytes`. */
export function jacobian(tape: usize, end: usize, chunk: usize, output: usize, rows: usize, bytes: usize): void {
  takeTheta();
  memory.fill(rows, 0, bytes);
  enter(chunk);
  seedRow(output);
  run(tape, end);
}

export function hessian(
  stateTape: usize,
  stateEnd: usize,
  layers: usize,
  count: usize,
  forwardEnd: usize,
  backward: usize,
  dots: usize,
  dotBytes: usize,
  moment: usize,
  out: usize,
  size: usize,
): void {
  takeTheta();
  memory.fill(out, 0, size * size * 8);
  for (let chunk: usize = 0; chunk < chunks(); chunk++) {
    enter(chunk);
    if (!current) run(stateTape, stateEnd);
    memory.fill(dots, 0, dotBytes);
    addHessian(layers, count, forwardEnd, backward, moment, out, size);
  }
  if (stateBytes) current = true;
  addTransposed(out, size);
}
