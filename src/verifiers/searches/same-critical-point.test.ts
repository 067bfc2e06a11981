import { describe, expect, it } from "vitest";
import { generalData, linearProblem } from "../../../test/ground-truth/linear-problem.ts";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import type { Program } from "../../models/program.ts";
import { type Stream, stream } from "../../numerics/random.ts";
import { randomBasis } from "../ground-truth/change-of-basis.ts";
import { criticalFactors, type Excess, joined, zeroExcess } from "../ground-truth/exact-points.ts";
import { keptSets } from "../ground-truth/linear-inertia.ts";
import { asItStands } from "./polish.ts";
import { strategies } from "./registry.ts";
import { sameCriticalPoint } from "./same-critical-point.ts";

const located = (evaluator: Evaluator, theta: Float64Array): Parameters<typeof sameCriticalPoint>[0] => {
  const { eigen, acceptance } = asItStands(evaluator, theta);
  return { evaluator, theta, drift: acceptance.newtonStep, ...(eigen ? { eigen } : {}) };
};

describe("critical points of deep linear networks", () => {
  const random = stream(71, "orbits");
  const { evaluator, task } = linearProblem({ kind: "deep-linear", width: 3 }, 3, generalData(random, 20, 3, 3));
  const point = (kept: readonly number[], middle: Excess): Parameters<typeof sameCriticalPoint>[0] =>
    located(
      evaluator,
      joined(
        criticalFactors(task, kept, [randomBasis(random, 3), randomBasis(random, 3)], [zeroExcess, middle, zeroExcess]),
      ),
    );

  it("are one along an orbit of changes of basis", () => {
    for (const kept of keptSets(3, 3))
      for (let trial = 0; trial < 3; trial++)
        expect(sameCriticalPoint(point(kept, zeroExcess), point(kept, zeroExcess)), `S = ${kept}`).toBe(true);
  });

  it("are two where they keep different singular vectors", () => {
    const points = keptSets(3, 3).map((kept) => point(kept, zeroExcess));
    points.forEach((a, i) => {
      points.forEach((b, j) => {
        expect(sameCriticalPoint(a, b)).toBe(i === j);
      });
    });
  });

  it("are two where the same function has another inertia", () => {
    // a middle layer of full rank makes the saddle strict, the function is the same
    const full: Excess = (rows, columns) => random.normals(rows * columns);
    for (const kept of [[], [0], [1]])
      expect(sameCriticalPoint(point(kept, zeroExcess), point(kept, full)), `S = ${kept}`).toBe(false);
  });
});

/** Swaps the units of every block and, where the activation allows it, flips their signs or rescales them. */
function moved(program: Program, theta: Float64Array, random: Stream, rescale: boolean): Float64Array {
  const result = theta.slice();
  program.residual!.inner.forEach((inner, l) => {
    const [u, v] = [program.blocks[inner]!, program.blocks[program.residual!.outer[l]!]!];
    const order = random.permutation(u.rows);
    order.forEach((from, to) => {
      const factor = rescale ? 0.5 + 2 * random.uniform() : random.sign();
      for (let c = 0; c < u.columns; c++)
        result[u.offset + to * u.columns + c] = factor * theta[u.offset + from * u.columns + c]!;
      for (let r = 0; r < v.rows; r++)
        result[v.offset + r * v.columns + to] = theta[v.offset + r * v.columns + from]! / factor;
    });
  });
  return result;
}

describe("critical points of residual networks", () => {
  it("are one along permutations and signs (tanh) and positive rescalings (relu)", () => {
    let compared = 0;
    for (const activation of ["tanh", "relu"])
      for (let trial = 0; trial < 6; trial++) {
        const random = stream(72, `${activation}/${trial}`);
        const spec: ArchitectureSpec = { kind: "residual", block: { width: 2, activation } };
        const loss = lossNamed("squared");
        const program = compiled(spec, 2, 3);
        const evaluator = float64Evaluator({ program, loss, data: randomData(random, loss, 9, 3) });
        const proposal = strategies["planted-labels"]!.propose({ spec, evaluator, engine: float64Evaluator }, random);
        if (!proposal.ok) continue;
        const other = moved(program, proposal.theta, random, activation === "relu");
        const [a, b] = [located(proposal.evaluator, proposal.theta), located(proposal.evaluator, other)];
        expect(sameCriticalPoint(a, b), `${activation} ${trial}`).toBe(true);
        compared++;
      }
    expect(compared).toBeGreaterThan(8);
  });
});
