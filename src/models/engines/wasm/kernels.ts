/** The compiled kernels: one module per process, an instance with its own memory wherever one is asked for. */
import { exportsOf, moduleIn, type WasmMemory, type WasmModule } from "../../../numerics/wasm-module.ts";

export interface Kernels {
  readonly memory: WasmMemory;
  readonly placeSamples: (samples: number, perChunk: number, record: number, bytes: number) => void;
  readonly placeHalf: (half: number) => void;
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

let compiled: WasmModule | null = null;

/**
 * No evaluation is a single long call into one kernel, so none is left behind in quickly compiled code. Asking for good code at once
 * would delay the first evaluation by thirty milliseconds.
 */
export function kernelInstance(): Kernels {
  compiled ??= moduleIn(new URL("kernels.wasm", import.meta.url));
  // The exports are those of assembly/index.ts.
  return exportsOf(compiled) as unknown as Kernels;
}
