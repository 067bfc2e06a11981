/**
 * Counter-based random streams named by (seed, label): the same numbers on every machine, in any order of use.
 * Generator: Philox4x32-10, key = seed (64 bits), counter = (block number, FNV-1a hash of the label).
 * Reference: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3 (SC11).
 */
import { normalQuantile } from "./normal-quantile.ts";

export interface Stream {
  /** Uniform on the multiples of 2^-53 in [0, 1). */
  uniform(): number;
  /** Standard normal, by inversion: one 52-bit draw each. */
  normal(): number;
  /** Uniform on 0, ..., n - 1, unbiased. */
  integer(n: number): number;
  /** -1 or 1 with equal probability. */
  sign(): number;
  normals(count: number): Float64Array;
  /** Uniformly random permutation of 0, ..., n - 1. */
  permutation(n: number): Int32Array;
  /** The stream of the same seed named label/child; independent of what was drawn here. */
  child(label: string): Stream;
}

const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;
const ROUNDS = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two 32-bit integers, from 16-bit pieces: no sum exceeds 32 bits. Words may have any sign here. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = (Math.imul(aLow, bHigh) + (Math.imul(aLow, bLow) >>> 16)) | 0;
  const middle = (Math.imul(aHigh, bLow) + (cross & 0xffff)) | 0;
  return (Math.imul(aHigh, bHigh) + (cross >>> 16) + (middle >>> 16)) | 0;
}

/** One Philox4x32-10 block: replaces the four counter words by four random words. */
export function philox(counter: Uint32Array, key0: number, key1: number): void {
  // signed words: a third faster than unsigned ones, which may need 33 bits
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

/** 64 bits as two words. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

const encoder = new TextEncoder();
const emptyText: Hash = { high: 0xcbf29ce4, low: 0x84222325 };

/** 64-bit FNV-1a of the UTF-8 bytes of the text, or of a longer text that begins with one whose hash is `start`. */
export function fnv1a(text: string, start: Hash = emptyText): Hash {
  let { high, low } = start;
  for (const byte of encoder.encode(text)) {
    // hash := (hash xor byte) (2^40 + 435)
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * 435;
    high = (Math.imul(high, 435) + Math.floor(product / TWO_32) + (mixed << 8)) >>> 0;
    low = product >>> 0;
  }
  return { high, low };
}

/** Successive 32-bit words of the stream. */
function wordSource(seed: number, label: Hash): () => number {
  const key0 = seed >>> 0;
  const key1 = Math.floor(seed / TWO_32) >>> 0;
  const block = new Uint32Array(4);
  let next = 4;
  let blockNumber = 0;
  return () => {
    if (next === 4) {
      block[0] = blockNumber;
      block[1] = Math.floor(blockNumber / TWO_32);
      block[2] = label.low;
      block[3] = label.high;
      philox(block, key0, key1);
      blockNumber++;
      next = 0;
    }
    return block[next++]!;
  };
}

/** Uniform integer below n by rejection of the incomplete last run of residues. */
function integerBelow(n: number, bits53: () => number): number {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`integer(n) needs a positive integer, got ${n}`);
  const limit = TWO_53 - (TWO_53 % n);
  for (;;) {
    const draw = bits53();
    if (draw < limit) return draw % n;
  }
}

/** Fisher-Yates shuffle. */
function shuffled(n: number, below: (n: number) => number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = below(i + 1);
    const held = order[i]!;
    order[i] = order[j]!;
    order[j] = held;
  }
  return order;
}

/** The stream named by a seed (any safe integer) and a path such as "spec/cell/critical/start-3". */
export function stream(seed: number, label: string): Stream {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`);
  return hashedStream(seed, fnv1a(label));
}

function hashedStream(seed: number, label: Hash): Stream {
  const word = wordSource(seed, label);
  const bits53 = (): number => (word() >>> 5) * 2 ** 26 + (word() >>> 6);
  const integer = (n: number): number => integerBelow(n, bits53);
  // Midpoints (k + 1/2) 2^-52 are exact, symmetric about 1/2, and never 0 or 1.
  const normal = (): number => normalQuantile(((word() >>> 6) * 2 ** 26 + (word() >>> 6) + 0.5) * 2 ** -52);
  return {
    uniform: () => bits53() * 2 ** -53,
    normal,
    integer,
    sign: () => (word() >>> 31 === 0 ? 1 : -1),
    normals(count) {
      const values = new Float64Array(count);
      for (let k = 0; k < count; k++) values[k] = normal();
      return values;
    },
    permutation: (n) => shuffled(n, integer),
    child: (name) => hashedStream(seed, fnv1a(`/${name}`, label)),
  };
}
