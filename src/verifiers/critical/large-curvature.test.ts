import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { stream } from "../../numerics/random.ts";
import { curvatureAt } from "./curvature.ts";
import { largeCurvatureAt } from "./large-curvature.ts";

describe("the smallest eigenvalue from products alone", () => {
  it("is that of the dense decomposition, and negative exactly where that says so", () => {
    const seen = new Set<string>();
    for (let trial = 0; trial < 4; trial++) {
      const random = stream(95, `large/${trial}`);
      const loss = lossNamed("squared");
      const program = compiled({ kind: "residual", block: { width: 4, activation: "tanh" } }, 3, 4);
      const drawn = randomData(random, loss, 150, 4);
      const theta = random.normals(program.size).map((value) => 0.4 * value);
      const plain = float64Evaluator({ program, loss, data: drawn });
      // labels the network itself gives make theta a minimum
      const y = trial % 2 === 0 ? plain.forward(theta).predictions.slice() : drawn.y;
      const evaluator = float64Evaluator({ program, loss, data: { ...drawn, y } });
      const { lambdaMin, sign } = curvatureAt(evaluator, theta, null)!;
      const found = largeCurvatureAt(evaluator, theta)!;
      expect(found.sign === "negative").toBe(sign === "negative");
      expect(Math.abs(found.upperBound - lambdaMin)).toBeLessThan(1e-6 + found.residual);
      seen.add(sign);
    }
    expect(seen.has("negative")).toBe(true);
    expect(seen.size).toBeGreaterThan(1);
  });
});
