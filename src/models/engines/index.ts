/** The registry of engines, by the names results carry. */
import type { Evaluator, Problem } from "../evaluator.ts";
import { float64Evaluator } from "./float64.ts";
import type { EngineName } from "./names.ts";
import { wasmEvaluator } from "./wasm/evaluator.ts";

/** Turns a problem into its evaluator. */
export type Engine = (problem: Problem) => Evaluator;

export const engines: Readonly<Record<EngineName, Engine>> = {
  float64: float64Evaluator,
  wasm: wasmEvaluator,
};

export function engineNamed(name: string): Engine {
  const engine = Object.hasOwn(engines, name) ? engines[name as EngineName] : undefined;
  if (!engine) throw new Error(`unknown engine "${name}"; known: ${Object.keys(engines).join(", ")}`);
  return engine;
}
