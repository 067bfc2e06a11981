/** Every axis, data and point quantity, measured by two routes that share no numerical code: they must agree within their error bars. */
import { describe, expect, it } from "vitest";
import { engines } from "../../src/models/engines/index.ts";
import type { ArchitectureSpec } from "../../src/models/point.ts";
import { readPoint, writePoint } from "../../src/models/point-file.ts";
import { stream } from "../../src/numerics/random.ts";
import type { Measurement, Measurements } from "../../src/verifiers/measurement.ts";
import { replay } from "../../src/verifiers/replay/replay.ts";
import { theoryInstances } from "../theory-instances.ts";
import {
  activationNames,
  allNames,
  compiled,
  type Instance,
  lossNamed,
  lossNames,
  measureAll,
  randomData,
  randomInstance,
  randomResidual,
} from "./random-instance.ts";

/** What is wrong with one pair, or null. 1e-10 relative: error bars are first-order bounds. 1e-30 absolute: 0 and 0 by another sum. */
function difference(first: Measurement, second: Measurement): string | null {
  if (first.value === null || second.value === null)
    return first.value === second.value ? null : `${described(first)} against ${described(second)}`;
  // two descents need not end at the same point, and an upper bound says nothing of its other side
  if (first.grade === "upper-bound" && second.grade === "upper-bound") return null;
  const allowed = first.error + second.error + 1e-10 * Math.max(Math.abs(first.value), Math.abs(second.value)) + 1e-30;
  return Math.abs(first.value - second.value) <= allowed ? null : `${described(first)} against ${described(second)}`;
}

const described = (item: Measurement): string =>
  item.value === null ? `absent (${item.reason})` : `${item.value} +- ${item.error}`;

/** Measured by the first route alone so far. */
const firstRouteOnly = ["predicted_nullity", "analytic_index", "analytic_nullity"];

function differences(first: Measurements, second: Measurements, ignore: readonly string[] = []): string[] {
  return allNames.flatMap((name) => {
    const found =
      ignore.includes(name) || firstRouteOnly.includes(name) ? null : difference(first[name]!, second[name]!);
    return found === null ? [] : [`${name}: ${found}`];
  });
}

function compare({ spec, evaluator, theta }: Instance, ignore: readonly string[] = []): string[] {
  const second = replay(writePoint(evaluator.problem, spec, theta), allNames);
  return Object.values(engines).flatMap((engine) => {
    const first = measureAll({ evaluator: engine(evaluator.problem), theta });
    return differences(first, second, ignore).map((text) => `${JSON.stringify(spec)} ${text}`);
  });
}

describe("the two routes agree", () => {
  for (const loss of lossNames)
    it(`at random points of residual nets, ${loss} loss`, () => {
      const found = activationNames.flatMap((activation) =>
        [0, 1, 2].flatMap((trial) => {
          const random = stream(1, `${loss}/${activation}/${trial}`);
          return compare(randomInstance(random, { activation, loss }));
        }),
      );
      expect(found).toEqual([]);
    });

  it("at the instances of the theory", () => {
    const found = Object.entries(theoryInstances).flatMap(([name, point]) => {
      const read = readPoint(point);
      if (!read.ok) return [read.reason];
      const second = replay(point, allNames);
      return Object.values(engines).flatMap((engine) => {
        const first = measureAll({ evaluator: engine(read.problem), theta: read.theta });
        return differences(first, second).map((text) => `${name} ${text}`);
      });
    });
    expect(found).toEqual([]);
  });

  it("where V_1 and V_2 are tied", () => {
    const found = [0, 1, 2, 3].flatMap((trial) => {
      const random = stream(2, `tied/${trial}`);
      const spec = { ...randomResidual(random, "tanh"), tie: [["V/0", "V/1"]] };
      const { "first-block": _, ...untouched } = spec;
      return compare(randomInstance(random, { spec: untouched, loss: "squared", depth: 2 + (trial % 2) }));
    });
    expect(found).toEqual([]);
  });

  // The second route sees blocks in the linear residual net too (V_l = W_l, U_l = 1); the first has no such structure there.
  const linearOnly = ["feature_risk", "nullity_u", "representation_rank", "readout_norm", "readout_distance"];
  const lipschitz = ["block_lipschitz_product", "block_lipschitz_sum"];
  const blockOnly = ["vcat_norm", "displacement", ...lipschitz, "master_bound", "hidden_linear_risk"];
  const kinds = ["residual", "linear-residual", "fully-connected", "deep-linear", "autoencoder"];
  for (const kind of kinds)
    it(`with one and several outputs: ${kind}`, () => {
      const ignore = kind === "linear-residual" ? [...linearOnly, ...blockOnly] : [];
      const found = shapes.flatMap(([dimension, outputs]) =>
        [false, true].flatMap((bias) => compare(other(kind, dimension, outputs, bias), ignore)),
      );
      expect(found).toEqual([]);
    });
});

const shapes = [
  [1, 1],
  [2, 1],
  [3, 3],
  [2, 3],
  [3, 2],
] as const;

/** Depth 3, squared loss, five weighted samples. */
function other(kind: string, dimension: number, outputs: number, bias: boolean): Instance {
  const block = { width: 2, activation: "tanh", bias };
  const spec: ArchitectureSpec = kind === "residual" ? { kind, block } : { kind, width: 2, activation: "tanh", bias };
  const loss = lossNamed("squared");
  const random = stream(3, `${kind}/${dimension}/${outputs}`);
  const drawn = randomData(random, loss, 5, dimension, kind === "autoencoder" ? dimension : outputs, true);
  const data = kind === "autoencoder" ? { ...drawn, y: drawn.x } : drawn;
  const program = compiled(spec, 3, dimension, data.outputs);
  return { spec, evaluator: engines.float64({ program, loss, data }), theta: random.normals(program.size) };
}
