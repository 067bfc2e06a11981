/** The vectors of the Lanczos iteration in the memory of compiled kernels (assembly/numerics/lanczos.ts); the same bits as the readable twin. */
import type { MakeBasis } from "./lanczos-basis.ts";
import { exportsOf, optimised, reserve, type WasmMemory, type WasmModule } from "./wasm-module.ts";

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
