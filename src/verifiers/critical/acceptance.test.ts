import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { theoryInstances } from "../../../test/theory-instances.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import { readPoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { descend } from "../searches/descent.ts";
import { asItStands, polish } from "../searches/polish.ts";
import { separatesLabels } from "./separated-labels.ts";

function instance(name: string): { readonly evaluator: Evaluator; readonly theta: Float64Array } {
  const read = readPoint(theoryInstances[name]!);
  if (!read.ok) throw new Error(read.reason);
  return { evaluator: float64Evaluator(read.problem), theta: read.theta };
}

const labelAt = (evaluator: Evaluator, theta: Float64Array): string => asItStands(evaluator, theta).acceptance.label;

/** Minima, strict saddles and degenerate saddles; with w = 0 and without; NC1's fixed unit sits on its kink, harmlessly. */
const critical = [
  "T9",
  "NC1",
  "NC1b",
  "NC1prime",
  "twoOutputs",
  "NC13",
  "NC13scaled",
  "NC14",
  "NC4",
  "T2",
  "example1Prime",
];

describe("acceptance", () => {
  for (const name of critical)
    it(`accepts ${name}, and nothing 1e-5 away from it`, () => {
      const { evaluator, theta } = instance(name);
      expect(labelAt(evaluator, theta)).toBe("CRITICAL");
      for (let trial = 0; trial < 5; trial++) {
        const direction = stream(3, `${name}/${trial}`).normals(theta.length);
        const moved = theta.map((value, k) => value + 1e-5 * direction[k]!);
        expect(labelAt(evaluator, moved)).not.toBe("CRITICAL");
      }
    });

  it("does not accept points that are not critical", () => {
    for (const name of ["T8a", "T8b", "NC6squared", "NC6pseudoHuber"]) {
      const { evaluator, theta } = instance(name);
      expect(labelAt(evaluator, theta), name).not.toBe("CRITICAL");
    }
  });

  it("labels a local minimum on a kink KINK, whatever a derivative says there", () => {
    const { evaluator, theta } = instance("NC2");
    expect(labelAt(evaluator, theta)).toBe("KINK");
  });

  it("labels separable logistic problems ESCAPING, at every depth", () => {
    for (const depth of [1, 2, 3])
      for (let trial = 0; trial < 3; trial++) {
        const random = stream(2, `escape/${depth}/${trial}`);
        const program = compiled({ kind: "residual", block: { width: 1, activation: "tanh" } }, depth, 2);
        const loss = lossNamed("logistic");
        const drawn = randomData(random, loss, 6, 2);
        const y = Float64Array.from({ length: 6 }, (_, i) => Math.sign(drawn.x[2 * i]! + 0.3 * drawn.x[2 * i + 1]!));
        const evaluator = float64Evaluator({ program, loss, data: { ...drawn, y } });
        const { acceptance } = polish(evaluator, descend(evaluator, random.normals(program.size)));
        expect(acceptance.label).toBe("ESCAPING");
      }
  });

  it("labels a point ESCAPING whose gradient is below rounding while its last layer separates the labels", () => {
    // f = w.x with w = (12, 0): l' = e^-36 at x = (3, 0)
    const loss = lossNamed("logistic");
    const program = compiled({ kind: "residual", block: { width: 1, activation: "tanh" } }, 1, 2);
    const theta = new Float64Array(program.size);
    const { offset } = program.blocks.find(({ name }) => name === "w")!;
    theta.set([12, 0], offset);
    // two points with the same input and opposite labels: their margins are zero for every separating direction
    const x = Float64Array.from([3, 0, -3, 0, 0, 1, 0, 1]);
    const y = Float64Array.from([1, -1, 1, -1]);
    const data = { samples: 4, dimension: 2, outputs: 1, x, y, weights: new Float64Array(4).fill(0.25) };
    const evaluator = float64Evaluator({ program, loss, data });
    expect(separatesLabels(evaluator, theta)).toBe(true);
    expect(labelAt(evaluator, theta)).toBe("ESCAPING");
    const mixed = float64Evaluator({ program, loss, data: { ...data, y: Float64Array.from([1, 1, -1, 1]) } });
    expect(separatesLabels(mixed, theta)).toBe(false);
  });

  it("labels what is not finite or far out ESCAPING", () => {
    const { evaluator, theta } = instance("T8a");
    expect(
      labelAt(
        evaluator,
        theta.map((value) => 1e6 * value),
      ),
    ).toBe("ESCAPING");
  });

  it("judges a problem and its scaled copy alike: labels and readout doubled", () => {
    for (const name of ["T9", "NC13scaled", "NC14", "NC1"]) {
      const { evaluator, theta } = instance(name);
      const { program, data, loss } = evaluator.problem;
      for (const factor of [2 ** -20, 2, 2 ** 20]) {
        const y = data.y.map((value) => factor * value);
        const copy = theta.slice();
        const { offset, rows, columns } = program.blocks.find((block) => block.name === "w")!;
        for (let k = offset; k < offset + rows * columns; k++) copy[k] = factor * copy[k]!;
        const label = labelAt(float64Evaluator({ program, loss, data: { ...data, y } }), copy);
        expect(label, `${name} times ${factor}`).not.toBe("UNCONVERGED");
      }
    }
  });
});
