/** How a network is trained in float32, as a spec writes it under `descent`, and what did it. */

/** In the order of preference: compiled TensorFlow, its WebAssembly kernels, its plain JavaScript. */
export const backendNames = ["native", "wasm", "cpu"] as const;

export type BackendName = (typeof backendNames)[number];

export interface TrainingOptions {
  readonly engine: "tensorflow";
  /** The only one that will do; absent: the first that runs. */
  readonly backend?: BackendName;
  readonly optimiser: "sgd" | "adam";
  readonly "learning-rate": number;
  /** Passes over the data. */
  readonly epochs: number;
  /** Samples per step; absent: all. */
  readonly batch?: number;
}
