/** The backend that trains in this process. Starting one is asynchronous and searches are not: it is made ready before a cell is measured. */
import { type LoadedBackend, loadBackend } from "./backend.ts";
import type { BackendName } from "./options.ts";

let current: LoadedBackend = { ok: false, reason: "TensorFlow.js was not made ready before measuring" };

/** The wanted backend, or the first that runs; what stands in its way is for `currentBackend` to say. */
export async function makeReady(wanted?: BackendName): Promise<void> {
  current = await loadBackend(wanted);
}

export const currentBackend = (): LoadedBackend => current;
