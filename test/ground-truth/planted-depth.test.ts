/**
 * The labels are part of what the theorems quantify over: choosing them makes any parameters critical (THEORY: planted labels), without an
 * optimiser, at every depth. The points found this way must pass acceptance up to L = 128 and have many different indices.
 */
import { expect, it } from "vitest";
import { wasmEvaluator } from "../../src/models/engines/wasm/evaluator.ts";
import type { ArchitectureSpec } from "../../src/models/point.ts";
import { stream } from "../../src/numerics/random.ts";
import { curvatureAt } from "../../src/verifiers/critical/curvature.ts";
import { findCriticalPoints } from "../../src/verifiers/searches/find-critical.ts";
import { compiled, lossNamed, randomData } from "../laws/random-instance.ts";

const depths = [...Array.from({ length: 24 }, (_, k) => k + 1), 32, 48, 64, 96, 128];

it.each(["tanh", "softplus"] as const)("%s blocks: planted labels reach every depth up to 128", (activation) => {
  const spec: ArchitectureSpec = { kind: "residual", block: { width: 1, activation } };
  const loss = lossNamed("squared");
  const missed: number[] = [];
  const indices = new Set<number>();
  for (const depth of depths) {
    const random = stream(7, `planted/${activation}/${depth}`);
    const data = randomData(random, loss, 24, 2);
    const evaluator = wasmEvaluator({ program: compiled(spec, depth, 2), loss, data });
    const { points } = findCriticalPoints({ spec, evaluator, engine: wasmEvaluator }, random, 6, ["planted-labels"]);
    if (points.length === 0) missed.push(depth);
    if (depth > 24) continue;
    for (const { evaluator: at, theta, drift, eigen } of points)
      indices.add(curvatureAt(at, theta, drift, eigen)!.index);
  }
  expect(missed).toEqual([]);
  expect(indices.size).toBeGreaterThanOrEqual(10);
});
