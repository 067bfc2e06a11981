/** What lint says of missing quantities is what measuring gives: at random points of every kind of network, each loss, one and two outputs. */
import { describe, expect, it } from "vitest";
import { activations } from "../models/activations/index.ts";
import { float64Evaluator } from "../models/engines/float64.ts";
import { losses } from "../models/losses/index.ts";
import type { ArchitectureSpec } from "../models/point.ts";
import { compileArchitecture } from "../models/point-file.ts";
import { stream } from "../numerics/random.ts";
import { measurePoint } from "../verifiers/measure.ts";
import { catalogue } from "../verifiers/quantities/catalogue.ts";
import { dataContext } from "../verifiers/quantities/data-context.ts";
import { pointContext } from "../verifiers/quantities/point-context.ts";
import { randomPoint } from "../verifiers/searches/random-points.ts";
import { absenceIn, type Network } from "./quantity-absence.ts";

const names = Object.keys(catalogue).filter((name) => catalogue[name]?.scope !== "class");
const dimension = 3;
const depth = 2;

/** Absent for reasons that only the point tells. */
const byPoint =
  /N is trivial|gamma is 0|kink|Hessian has an entry|not attained|separable|invisible direction (?:overlaps|vanishes)/;

function measured(architecture: ArchitectureSpec, kind: string, outputs: number) {
  const own = architecture.kind === "autoencoder" ? dimension : outputs;
  const compiled = compileArchitecture(architecture, { depth, dimension, outputs: own, width: null });
  if (!compiled.ok) throw new Error(compiled.reason);
  const loss = losses[kind]!;
  const random = stream(3, architecture.kind);
  const samples = 6;
  const x = random.normals(samples * dimension);
  const y = Float64Array.from({ length: samples * own }, () => random.sign());
  const data = { samples, dimension, outputs: own, x, y, weights: new Float64Array(samples).fill(1 / samples) };
  const evaluator = float64Evaluator({ program: compiled.program, loss, data });
  const context = dataContext(data, loss, depth, compiled.program.width);
  const theta = randomPoint(evaluator, random, 0, 0.5, "random");
  const network: Network = {
    architecture,
    depth,
    loss: kind,
    outputs: own,
    dimension,
    parameters: compiled.program.size,
  };
  return { network, quantities: measurePoint(pointContext(context, evaluator, theta, null), new Set(names)) };
}

const block = (activation: string): ArchitectureSpec => ({ kind: "residual", block: { width: 1, activation } });
const networks: readonly ArchitectureSpec[] = [
  ...Object.keys(activations).map(block),
  { kind: "residual", block: { width: 1, activation: "square" }, "first-block": { width: 1, activation: "relu" } },
  {
    kind: "residual",
    blocks: [
      { width: 1, activation: "relu" },
      { hidden: [2, 1], activation: "tanh" },
    ],
  },
  { kind: "linear-residual" },
  { kind: "fully-connected", width: 2 },
  { kind: "fully-connected", width: 2, activation: "tanh" },
  { kind: "deep-linear", width: 2 },
  { kind: "autoencoder", width: 2 },
];

describe.each(networks.map((network) => [JSON.stringify(network), network] as const))("%s", (_, architecture) => {
  it.each(Object.keys(losses).flatMap((loss) => [1, 2, 3].map((outputs) => [loss, outputs] as const)))(
    "with the %s loss and %i outputs has the quantities that lint says it has",
    (loss, outputs) => {
      const { network, quantities } = measured(architecture, loss, outputs);
      for (const name of names) {
        const item = quantities[name]!;
        const said = absenceIn(network, name);
        if (item.value !== null) expect([name, said]).toEqual([name, null]);
        else if (!byPoint.test(item.reason) || said !== null) expect([name, item.reason, said]).not.toContain(null);
      }
    },
  );
});
