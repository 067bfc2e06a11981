/**
 * TensorFlow.js, loaded only when somebody trains with it: compiled TensorFlow (@tensorflow/tfjs-node) where one of its operations gives
 * the right answer, else WebAssembly, else JavaScript. All four packages are optional; what runs is found out by running it.
 */
import { createRequire } from "node:module";
import type * as TensorFlow from "@tensorflow/tfjs-core";
import { type BackendName, backendNames } from "./options.ts";

export type Tf = typeof TensorFlow;

export interface Backend {
  readonly tf: Tf;
  readonly name: BackendName;
  /** As results carry it, e.g. "tensorflow native 4.22.0". */
  readonly label: string;
}

export type LoadedBackend =
  | { readonly ok: true; readonly backend: Backend }
  | { readonly ok: false; readonly reason: string };

/** TensorFlow.js's own names. */
const registered: Readonly<Record<BackendName, string>> = { native: "tensorflow", wasm: "wasm", cpu: "cpu" };

/** Node 23 removed a function that tfjs-node 4.22 still calls: https://github.com/tensorflow/tfjs/issues/8609. */
function restoreRemovedFunction(): void {
  const util = createRequire(import.meta.url)("node:util") as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

async function register(name: BackendName): Promise<void> {
  switch (name) {
    case "native":
      restoreRemovedFunction();
      await import("@tensorflow/tfjs-node" as string);
      return;
    case "wasm":
      await import("@tensorflow/tfjs-backend-wasm");
      return;
    case "cpu":
      await import("@tensorflow/tfjs-backend-cpu");
      return;
    default:
      name satisfies never;
  }
}

/** tanh(3/4) and tanh(1/2) through a product of matrices, and what they are: a binding that loads but cannot compute shows here. */
const left = [[0.25, 0.0625]];
const right = [
  [2, 1],
  [4, 4],
];
const expected = [0.635148952387287, 0.46211715726001];

function computes(tf: Tf): boolean {
  const values = tf.tidy(() => tf.tanh(tf.matMul(tf.tensor2d(left), tf.tensor2d(right))).dataSync());
  return expected.every((value, k) => Math.abs((values[k] ?? 0) - value) < 1e-6);
}

/** Or why it does not run here. */
async function attempt(name: BackendName): Promise<Backend | string> {
  try {
    const tf = await import("@tensorflow/tfjs-core");
    // Otherwise every backend but the compiled one prints advice to install that.
    tf.enableProdMode();
    await register(name);
    if (!(await tf.setBackend(registered[name]))) return `${name}: cannot be started`;
    await tf.ready();
    if (!computes(tf)) return `${name}: computes wrong numbers`;
    return { tf, name, label: `tensorflow ${name} ${tf.version_core}` };
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return `${name}: ${first}`;
  }
}

/** The wanted backend, or the first that computes. */
export async function loadBackend(wanted?: BackendName): Promise<LoadedBackend> {
  const reasons: string[] = [];
  for (const name of wanted === undefined ? backendNames : [wanted]) {
    const outcome = await attempt(name);
    if (typeof outcome !== "string") return { ok: true, backend: outcome };
    reasons.push(outcome);
  }
  return {
    ok: false,
    reason: `no TensorFlow.js backend runs here (${reasons.join("; ")}); docs/tensorflow.md says what to install`,
  };
}
