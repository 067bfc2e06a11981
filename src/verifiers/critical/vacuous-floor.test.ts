import { expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import { norm2 } from "../../numerics/dense.ts";
import { stream } from "../../numerics/random.ts";
import { asItStands } from "../searches/polish.ts";
import { gradientNoise } from "./gradient-noise.ts";

it("a rounding floor above the gradient accepts nothing where the gradient is large", () => {
  let vacuous = 0;
  for (let trial = 0; trial < 12; trial++) {
    const random = stream(99, `vacuous/${trial}`);
    const loss = lossNamed("squared");
    const program = compiled({ kind: "residual", block: { width: 1, activation: "softplus" } }, 24, 6);
    const evaluator = float64Evaluator({ program, loss, data: randomData(random, loss, 20, 6) });
    const theta = random.normals(program.size).map((value) => 1.5 * value);
    const gradient = new Float64Array(evaluator.free);
    evaluator.gradient(theta, gradient);
    if (norm2(gradient) > 50 * gradientNoise(evaluator, theta)) continue;
    vacuous++;
    expect(asItStands(evaluator, theta).acceptance.label).not.toBe("CRITICAL");
  }
  expect(vacuous).toBeGreaterThan(1);
});
