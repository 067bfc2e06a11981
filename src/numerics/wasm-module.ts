/** Compiled kernels: a module compiled once per process, instances with memories of their own. */
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

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

export type WasmMemory = WebAssembly.Memory;
export type WasmModule = WebAssembly.Module;

const pageBytes = 2 ** 16;

/**
 * A module compiled at once to the fast code, for kernels with single long calls: such a call would never leave the baseline compiler's code, ten
 * times slower. Functions are compiled when first called, so `warmUp` has to call them all; other modules keep the usual compilers.
 */
export function optimised<Instance>(file: URL, warmUp: (instance: Instance) => void): WasmModule {
  setFlagsFromString("--no-liftoff");
  try {
    const module = moduleIn(file);
    warmUp(exportsOf(module) as Instance);
    return module;
  } finally {
    setFlagsFromString("--liftoff");
  }
}

/** For kernels that are called often and briefly: the platform compiles them quickly first and well later, while they run. */
export const moduleIn = (file: URL): WasmModule => new WebAssembly.Module(readFileSync(file));

/** The exports of a new instance; what they are is the caller's knowledge of its sources. */
export const exportsOf = (module: WasmModule): Readonly<Record<string, unknown>> =>
  new WebAssembly.Instance(module, {}).exports;

/** Grows the memory to hold at least the bytes up to `end`. Views on it are void afterwards. */
export function reserve(memory: WasmMemory, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
}
