/**
 * The vectors of the Lanczos iteration, n entries each: a basis of up to `most` of them, and the image that is made orthogonal to it.
 * By compiled kernels (assembly/numerics/lanczos.ts), and by their readable twin, which adds in the same order: same bits.
 * Error bound: each projection within gamma(n/2 + 2) |q|.|w|. Reference: Higham, Accuracy and Stability, ch. 3.
 */
import { dot } from "./dense.ts";
import { exportsOf, optimised, reserve, type WasmMemory, type WasmModule } from "./wasm-module.ts";

export interface LanczosBasis {
  /** Places of the basis vectors. */
  readonly vectors: readonly Float64Array[];
  readonly image: Float64Array;
  /** image -= V c with c = V^T image for the vectors first..last-1; returns the last entry of c. */
  readonly removeProjections: (first: number, last: number) => number;
  /** V c */
  readonly combination: (c: Float64Array) => Float64Array<ArrayBuffer>;
  /** The places must not be used afterwards. */
  readonly release: () => void;
}

export type MakeBasis = (most: number, n: number) => LanczosBasis;

/** The kernels' work in plain steps. */
export const basisByScalars: MakeBasis = (most, n) => {
  const vectors = Array.from({ length: most }, () => new Float64Array(n));
  const image = new Float64Array(n);
  return {
    vectors,
    image,
    removeProjections: (first, last) => {
      const c = Float64Array.from(vectors.slice(first, last), (q) => dot(q, image));
      addAll(vectors.slice(first, last), c, -1, image);
      return c.at(-1) ?? 0;
    },
    combination: (c) => {
      const sum = new Float64Array(n);
      addAll(vectors.slice(0, c.length), c, 1, sum);
      return sum;
    },
    release: () => {},
  };
};

/** w += sign V c, four vectors at a time: w + ((c0 q0 + c1 q1) + (c2 q2 + c3 q3)). */
function addAll(vectors: readonly Float64Array[], c: Float64Array, sign: 1 | -1, w: Float64Array): void {
  const fours = 4 * Math.floor(vectors.length / 4);
  const term = (k: number, i: number): number => sign * c[k]! * vectors[k]![i]!;
  for (let i = 0; i < w.length; i++) {
    let sum = w[i]!;
    for (let k = 0; k < fours; k += 4) sum += term(k, i) + term(k + 1, i) + (term(k + 2, i) + term(k + 3, i));
    for (let k = fours; k < vectors.length; k++) sum += term(k, i);
    w[i] = sum;
  }
}

interface Kernels {
  readonly memory: WasmMemory;
  readonly firstAddress: () => number;
  readonly project: (q: number, count: number, bytes: number, w: number, c: number) => void;
  readonly combine: (q: number, count: number, bytes: number, c: number, sign: number, w: number) => void;
}

/** Enough for both loops of each kernel. */
const warmUpVectors = 5;

let compiled: WasmModule | null = null;

function instance(): Kernels {
  compiled ??= optimised<Kernels>(new URL("lanczos.wasm", import.meta.url), (fresh) => {
    const start = fresh.firstAddress();
    reserve(fresh.memory, start + 24 * warmUpVectors + 16);
    fresh.project(start, warmUpVectors, 16, start, start + 16 * warmUpVectors);
    fresh.combine(start, warmUpVectors, 16, start + 16 * warmUpVectors, 1, start);
  });
  return exportsOf(compiled) as unknown as Kernels;
}

/** A memory never shrinks: larger ones are left to the garbage collector. */
const kept = 2 ** 24;
let idle: Kernels | null = null;

export const basisByKernels: MakeBasis = (most, n) => {
  const kernels = idle ?? instance();
  idle = null;
  const { memory, project, combine } = kernels;
  // an even number of entries each, then the image, a combination and the coefficients
  const bytes = 16 * Math.ceil(n / 2);
  const start = kernels.firstAddress();
  const place = (k: number): number => start + k * bytes;
  const [image, sum, coefficients] = [place(most), place(most + 1), place(most + 2)];
  reserve(memory, coefficients + 8 * most);
  const numbers = (address: number, length: number): Float64Array => new Float64Array(memory.buffer, address, length);
  numbers(start, (coefficients - start) / 8).fill(0);
  const c = numbers(coefficients, most);
  return {
    vectors: Array.from({ length: most }, (_, k) => numbers(place(k), n)),
    image: numbers(image, n),
    removeProjections: (first, last) => {
      project(place(first), last - first, bytes, image, coefficients);
      combine(place(first), last - first, bytes, coefficients, -1, image);
      return c[last - first - 1] ?? 0;
    },
    combination: (given) => {
      c.set(given);
      numbers(sum, n).fill(0);
      combine(start, given.length, bytes, coefficients, 1, sum);
      return new Float64Array(numbers(sum, n));
    },
    release: () => {
      if (memory.buffer.byteLength <= kept) idle = kernels;
    },
  };
};
