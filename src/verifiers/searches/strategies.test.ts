import { describe, expect, it } from "vitest";
import { compiled, convexLossNames, lossNamed, lossNames, randomData } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import { stream } from "../../numerics/random.ts";
import { gradientNoise } from "../critical/gradient-noise.ts";
import { measurePoint } from "../measure.ts";
import type { Measured } from "../measurement.ts";
import { dataContext } from "../quantities/data-context.ts";
import { pointContext } from "../quantities/point-context.ts";
import { asItStands } from "./polish.ts";
import { coverParameters, randomParameters } from "./random-parameters.ts";
import { strategies } from "./registry.ts";
import type { Proposal } from "./strategy.ts";

interface Trial {
  readonly proposal: Proposal;
  readonly evaluator: Evaluator;
}

function propose(name: string, loss: string, spec: ArchitectureSpec, depth: number, dimension: number): Trial {
  const random = stream(5, `${name}/${loss}/${JSON.stringify(spec)}/${depth}`);
  const problem = { program: compiled(spec, depth, dimension), loss: lossNamed(loss) };
  const evaluator = float64Evaluator({ ...problem, data: randomData(random, problem.loss, 12, dimension) });
  return { evaluator, proposal: strategies[name]!.propose({ spec, evaluator, engine: float64Evaluator }, random) };
}

const specs: readonly ArchitectureSpec[] = [
  { kind: "residual", block: { width: 1, activation: "tanh" } },
  { kind: "residual", block: { width: 2, activation: "softplus", bias: true } },
  { kind: "residual", block: { width: 2, activation: "relu", bias: true } },
  { kind: "residual", block: { hidden: [2, 1], activation: "silu" } },
  {
    kind: "residual",
    block: { width: 1, activation: "tanh" },
    "first-block": { width: 2, activation: "relu", trainable: false },
  },
];

/** |gradient| over its rounding floor: at most 1 where the point is critical up to the rounding of its own evaluation. */
function overNoise(evaluator: Evaluator, theta: Float64Array): number {
  const gradient = new Float64Array(evaluator.free);
  evaluator.gradient(theta, gradient);
  const size = Math.hypot(...gradient);
  return size === 0 ? 0 : size / gradientNoise(evaluator, theta);
}

/** Reasons for which a strategy may decline. */
const allowed = /vanishes|needs more than/;

describe("points that are critical by construction", () => {
  for (const name of ["planted-readout", "planted-labels"])
    for (const loss of name === "planted-labels" ? convexLossNames : lossNames)
      it(`${name}, ${loss} loss, depth up to 16`, () => {
        let accepted = 0;
        for (const depth of [1, 2, 5, 16])
          for (const spec of depth === 16 ? specs.slice(0, 1) : specs) {
            const { proposal } = propose(name, loss, spec, depth, 2);
            if (!proposal.ok) {
              expect(proposal.reason).toMatch(allowed);
              continue;
            }
            accepted++;
            expect(proposal.exact).toBe(true);
            expect(overNoise(proposal.evaluator, proposal.theta)).toBeLessThan(1);
          }
        // a strategy that declines everything would pass the loop above
        expect(accepted).toBeGreaterThanOrEqual(13);
      });

  for (const loss of lossNames)
    it(`lifted, ${loss} loss: as critical as the shallow point, which Levenberg-Marquardt leaves within its tolerance`, () => {
      let accepted = 0;
      for (const depth of [2, 4, 9])
        for (const spec of [specs[0]!, specs[1]!, specs[2]!, specs[3]!]) {
          const { proposal } = propose("lifted", loss, spec, depth, 2);
          if (!proposal.ok) continue;
          accepted++;
          expect(overNoise(proposal.evaluator, proposal.theta)).toBeLessThan(50);
          expect(asItStands(proposal.evaluator, proposal.theta).acceptance.label).toBe("CRITICAL");
        }
      expect(accepted).toBeGreaterThanOrEqual(5);
    });
});

describe("planted labels", () => {
  it("are not for a loss whose slope has no inverse", () => {
    const { proposal } = propose("planted-labels", "double-well", specs[0]!, 1, 2);
    expect(proposal).toMatchObject({ ok: false, reason: expect.stringContaining("needs a convex loss") });
  });

  it("keep the labels of the loss and weights that sum to 1", () => {
    for (const loss of convexLossNames)
      for (let depth = 1; depth <= 6; depth++) {
        const { proposal } = propose("planted-labels", loss, specs[depth % specs.length]!, depth, 2);
        if (!proposal.ok) throw new Error(proposal.reason);
        const { data } = proposal.evaluator.problem;
        expect(data.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(data.weights.every((weight) => weight >= 0)).toBe(true);
        if (loss === "logistic") expect([...new Set(data.y)].toSorted((a, b) => a - b)).toEqual([-1, 1]);
      }
  });

  it("find both local minima and saddles", () => {
    const signs = new Set<boolean>();
    for (const spec of specs.slice(0, 2))
      for (let depth = 1; depth <= 8; depth++) {
        const { proposal } = propose("planted-labels", "squared", spec, depth, 2);
        if (!proposal.ok) continue;
        const { eigen } = asItStands(proposal.evaluator, proposal.theta);
        signs.add(eigen!.values[0]! < -1e-6);
      }
    expect(signs).toEqual(new Set([true, false]));
  });
});

describe("coverParameters", () => {
  it("leaves a direction that no later block sees, exactly", () => {
    for (let trial = 0; trial < 40; trial++) {
      const random = stream(6, `cover/${trial}`);
      const [dimension, depth] = [2 + (trial % 4), 2 + (trial % 6)];
      const spec = specs[trial % specs.length]!;
      const program = compiled(spec, depth, dimension);
      const theta = randomParameters(program, random);
      coverParameters(program, theta, random);
      const loss = lossNamed("squared");
      const data = randomData(random, loss, 5, dimension);
      const context = pointContext(
        dataContext(data, loss, depth, 1),
        float64Evaluator({ program, loss, data }),
        theta,
        null,
      );
      const { nullity_u: found } = measurePoint(context, new Set(["nullity_u"]));
      expect(found!.value).toBeGreaterThanOrEqual(1);
      expect((found as Measured).error).toBe(0);
    }
  });
});
