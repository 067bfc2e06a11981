/** The reduction to tridiagonal form by compiled kernels (assembly/numerics/tridiagonal.ts): the same steps, two columns at a time. */
import type { Reduce, Reduction } from "./tridiagonal.ts";
import { exportsOf, optimised, reserve, type WasmMemory, type WasmModule } from "./wasm-module.ts";

interface Kernels {
  readonly memory: WasmMemory;
  readonly firstAddress: () => number;
  readonly tridiagonalise: (
    packed: number,
    n: number,
    diagonal: number,
    offDiagonal: number,
    h: number,
    work: number,
  ) => void;
}

let instance: Kernels | null = null;

function kernels(): Kernels {
  instance ??= exportsOf(compiled()) as unknown as Kernels;
  return instance;
}

const compiled = (): WasmModule =>
  optimised<Kernels>(new URL("tridiagonal.wasm", import.meta.url), (fresh) => {
    reduceBy(fresh, new Float64Array((warmUpSize * (warmUpSize + 1)) / 2).fill(1), warmUpSize);
  });

/** The smallest size that runs through every loop. */
const warmUpSize = 6;

export const reduceByKernels: Reduce = (packed, n) => reduceBy(kernels(), packed, n);

function reduceBy({ memory, firstAddress, tridiagonalise }: Kernels, packed: Float64Array, n: number): Reduction {
  const start = firstAddress();
  // packed, then the diagonals, the heights and the work space, n numbers each
  const after = (numbers: number): number => start + 8 * (packed.length + numbers);
  reserve(memory, after(7 * n));
  const rows = new Float64Array(memory.buffer, start, packed.length);
  rows.set(packed);
  new Float64Array(memory.buffer, after(0), 7 * n).fill(0);
  tridiagonalise(start, n, after(0), after(n), after(2 * n), after(3 * n));
  packed.set(rows);
  const copied = (from: number, length: number): Float64Array =>
    new Float64Array(memory.buffer, after(from), length).slice();
  return { diagonal: copied(0, n), offDiagonal: copied(n, Math.max(n - 1, 0)), h: copied(2 * n, n) };
}
