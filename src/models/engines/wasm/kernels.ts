/** The compiled kernels: one module per process, an instance with its own memory wherever one is asked for. */
import { readFileSync } from "node:fs";

/** What is used of the platform's WebAssembly. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, never>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}

export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly placeSamples: (samples: number, perChunk: number, record: number, bytes: number) => void;
  readonly placeState: (record: number, bytes: number) => void;
  readonly placeSums: (first: number, bytes: number) => void;
  readonly placeResults: (first: number) => void;
  readonly placeTheta: (proposed: number, place: number, bytes: number, tape: number, end: number) => void;
  readonly evaluate: (tape: number, end: number) => number;
  readonly product: (transposes: number, stateTape: number, stateEnd: number, end: number) => void;
  readonly jacobian: (tape: number, end: number, chunk: number, output: number, rows: number, bytes: number) => void;
  readonly hessian: (
    stateTape: number,
    stateEnd: number,
    layers: number,
    count: number,
    forwardEnd: number,
    backward: number,
    dots: number,
    dotBytes: number,
    moment: number,
    out: number,
    size: number,
  ) => void;
  readonly writeJet: (
    code: number,
    z: number,
    values: number,
    slopes: number,
    curvatures: number,
    bytes: number,
  ) => void;
}

let compiled: WebAssembly.Module | null = null;

/**
 * The platform compiles the kernels quickly first and well later, while they run: no evaluation is a single long call into one of them,
 * so none is left behind in slow code. Asking for the good code at once would delay the first evaluation by thirty milliseconds.
 */
function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL("kernels.wasm", import.meta.url)));
  return compiled;
}

export function kernelInstance(): Kernels {
  // The exports are those of assembly/index.ts.
  return new WebAssembly.Instance(kernelModule(), {}).exports as unknown as Kernels;
}
