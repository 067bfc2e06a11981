/**
 * (M') of docs/theory.md: R - E l(a.x + sum_l e_l.phi_l) <= (w - a).grad_w R + sum_l (V_l^T a - e_l).g_l at every point, for every (a, e).
 * Not a quantity of formulas: the best (a, e) is not unique. Everything here is read off the forward pass and the gradient.
 */
import { expect, it } from "vitest";
import { stream } from "../../src/numerics/random.ts";
import { gradientBlock, type PointContext, parameterValues } from "../../src/verifiers/quantities/point-context.ts";
import { contextAt, convexLossNames, randomInstance } from "../laws/random-instance.ts";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, entry, k) => sum + entry * b[k]!, 0);

/** Both sides for a readout (a, e) of (x, phi_1..phi_L); with e = V^T a both phi and h_L see the same a. */
function sides(
  context: PointContext,
  a: Float64Array,
  e: readonly Float64Array[],
): { left: number; right: number; scale: number } {
  const structure = context.residual()!;
  const { blocks } = context.evaluator.problem.program;
  const { nodes, slopes, risk } = context.forward();
  const { weights, samples: n, y, x, dimension: d } = context.data;
  const w = parameterValues(context, blocks[structure.readout]!);
  let other = 0;
  for (let i = 0; i < n; i++) {
    let p = dot(a, x.subarray(i * d, (i + 1) * d));
    structure.features.forEach((node, l) => {
      e[l]!.forEach((entry, j) => {
        p += entry * nodes[node]![j * n + i]!;
      });
    });
    other += weights[i]! * context.loss.value(p, y[i]!);
  }
  let right = dot(
    w.map((entry, j) => entry - a[j]!),
    gradientBlock(context, blocks[structure.readout]!),
  );
  structure.features.forEach((node, l) => {
    const outer = blocks[structure.outer[l]!]!;
    const values = parameterValues(context, outer);
    e[l]!.forEach((entry, j) => {
      const moment = slopes.reduce((sum, slope, i) => sum + weights[i]! * slope * nodes[node]![j * n + i]!, 0);
      const along = Array.from(a).reduce((sum, component, i) => sum + component * values[i * outer.columns + j]!, 0);
      right += (along - entry) * moment;
    });
  });
  return { left: risk - other, right, scale: risk + other };
}

it("holds for random readouts at random points, with equality at the point's own readout", () => {
  for (let trial = 0; trial < 300; trial++) {
    const random = stream(31, `feature/${trial}`);
    const activation = ["tanh", "softplus", "relu", "silu"][trial % 4]!;
    const spec = { kind: "residual", block: { width: 1 + (trial % 2), activation, bias: trial % 3 === 0 } };
    const shape = {
      spec,
      loss: convexLossNames[trial % convexLossNames.length]!,
      scale: 0.5,
      depth: 1 + (trial % 5),
      dimension: 3,
      samples: 8,
      covered: false,
    };
    const context = contextAt(randomInstance(random, shape));
    const structure = context.residual()!;
    const { blocks } = context.evaluator.problem.program;
    const w = parameterValues(context, blocks[structure.readout]!);
    // e_l = V_l^T w: f itself
    const own = structure.outer.map((index) => {
      const { columns } = blocks[index]!;
      const values = parameterValues(context, blocks[index]!);
      return Float64Array.from({ length: columns }, (_, j) =>
        dot(
          w,
          w.map((__, i) => values[i * columns + j]!),
        ),
      );
    });
    const same = sides(context, w.slice(), own);
    expect(Math.abs(same.left) + Math.abs(same.right)).toBeLessThanOrEqual(1e-12 * (1 + same.scale));
    const moved = sides(
      context,
      w.map((entry) => entry + random.normal()),
      own.map((e) => e.map((entry) => entry + 0.5 * random.normal())),
    );
    expect(moved.left).toBeLessThanOrEqual(moved.right + 1e-10 * (1 + moved.scale));
  }
});
