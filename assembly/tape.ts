/**
 * Runs tapes: lists of instructions of sixteen words, written by src/models/engines/wasm, over one chunk of the samples at a time.
 * The three low bits of an address say what it is relative to: 0 nothing, 1 the chunk's data, 2 its state, 3 its sums, 4 the results.
 */
import { writeJet } from "./activations";
import { add, scale, scaleAndBend, scaleTwo, seed } from "./elementwise";
import { applyLoss } from "./losses";
import { multiply, rowBytes } from "./multiply";
import { outer, rowSums } from "./outer";
import { transpose, unpack, writeJacobianRows } from "./layout";

export const wordsOfInstruction: usize = 16;

/** Instructions, numbered as in src/models/engines/wasm/instructions.ts, where their words are. */
const MULTIPLY: i32 = 0;
const OUTER: i32 = 1;
const ROW_SUMS: i32 = 2;
const JET: i32 = 3;
const SCALE: i32 = 4;
const SCALE_AND_BEND: i32 = 5;
const SCALE_TWO: i32 = 6;
const ADD: i32 = 7;
const LOSS: i32 = 8;
const UNPACK: i32 = 9;
const TRANSPOSE: i32 = 10;
const SEED: i32 = 11;
const JACOBIAN_ROWS: i32 = 12;

/** The chunk at work: its panels, its first sample, its samples (the last panel may hold fewer than four) and its records. */
export let panels: usize = 0;
export let firstSample: usize = 0;
export let samples: usize = 0;
let data: usize = 0;
let state: usize = 0;
let sums: usize = 0;
let results: usize = 0;
/** The row that SEED sets. */
let seededRow: usize = 0;

export function placeChunk(first: usize, count: usize, dataRecord: usize, stateRecord: usize, chunkSums: usize): void {
  firstSample = first;
  samples = count;
  panels = (count + 3) / 4;
  data = dataRecord;
  state = stateRecord;
  sums = chunkSums;
}

/** Where results that are too large for the sums begin. */
export function placeResults(first: usize): void {
  results = first;
}

export function seedRow(row: usize): void {
  seededRow = row;
}

@inline
function word(pc: usize, at: usize): usize {
  return <usize>load<u32>(pc + 4 * at);
}

/** The address in a word. */
@inline
export function address(pc: usize, at: usize): usize {
  const tagged = word(pc, at);
  switch (<i32>(tagged & 7)) {
    case 1: return tagged - 1 + data;
    case 2: return tagged - 2 + state;
    case 3: return tagged - 3 + sums;
    case 4: return tagged - 4 + results;
    default: return tagged;
  }
}

export function run(pc: usize, end: usize): void {
  for (; pc < end; pc += 4 * wordsOfInstruction) step(pc);
}

function step(pc: usize): void {
  const rows = word(pc, 1);
  const bytes = rows * panels * rowBytes;
  switch (<i32>word(pc, 0)) {
    case MULTIPLY:
      multiply(
        rows, panels, address(pc, 2), address(pc, 3), word(pc, 4), address(pc, 5), word(pc, 6), address(pc, 7),
        word(pc, 8), address(pc, 9), word(pc, 10), address(pc, 11), address(pc, 12), address(pc, 13),
      );
      return;
    case OUTER: {
      const columns = word(pc, 2);
      const dBytes = rows * rowBytes;
      const xBytes = columns * rowBytes;
      outer(
        rows, columns, panels, address(pc, 3), columns * 8, address(pc, 4), dBytes, address(pc, 5), xBytes,
        address(pc, 6), dBytes, address(pc, 7), xBytes,
      );
      return;
    }
    case ROW_SUMS:
      rowSums(rows, panels, address(pc, 2), 8, address(pc, 3), rows * rowBytes);
      return;
    case JET:
      writeJet(<i32>word(pc, 2), address(pc, 3), address(pc, 4), address(pc, 5), address(pc, 6), bytes);
      return;
    case SCALE:
      scale(address(pc, 2), address(pc, 3), address(pc, 4), address(pc, 5), bytes);
      return;
    case SCALE_AND_BEND:
      scaleAndBend(
        address(pc, 2), address(pc, 3), address(pc, 4), address(pc, 5), address(pc, 6), address(pc, 7), bytes,
      );
      return;
    case SCALE_TWO:
      scaleTwo(address(pc, 2), address(pc, 3), address(pc, 4), address(pc, 5), address(pc, 6), address(pc, 7), bytes);
      return;
    case ADD:
      add(address(pc, 2), address(pc, 3), address(pc, 4), bytes);
      return;
    case LOSS:
      applyLoss(
        <i32>word(pc, 2), panels, rows, address(pc, 3), address(pc, 4), address(pc, 5), address(pc, 6),
        address(pc, 7), word(pc, 8) != 0, address(pc, 9),
      );
      return;
    case UNPACK:
      unpack(address(pc, 2), rows, address(pc, 3), word(pc, 4) * 8, firstSample, samples);
      return;
    case TRANSPOSE:
      transpose(address(pc, 3), rows, word(pc, 2), address(pc, 4));
      return;
    case SEED:
      seed(address(pc, 2), rows, seededRow, panels, rowBytes);
      return;
    case JACOBIAN_ROWS:
      writeJacobianRows(
        rows, word(pc, 2), address(pc, 3), address(pc, 4), word(pc, 5), word(pc, 6), address(pc, 7), word(pc, 8),
        samples,
      );
      return;
    default:
      unreachable();
  }
}
