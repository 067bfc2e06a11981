import { describe, expect, it } from "vitest";
import { theoryInstances as instances } from "../../../test/theory-instances.ts";
import type { PointFile } from "../../models/point.ts";
import { hessianOf, spectrumOf } from "./curvature.ts";
import { readModel } from "./model.ts";
import { adjoints } from "./sweeps.ts";

function spectrum(point: PointFile): number[] {
  const model = readModel(point);
  return Array.from(spectrumOf(model, adjoints(model.tape, model.risk)).values);
}

const eigenvalues: Readonly<Record<string, readonly number[]>> = {
  NC1: [0, 0.1405023233127458, 3.416873327685815, 11.109291015668106],
  NC1b: [0, 0.06697002253525744, 0.6108170010966965, 3.320277777288404],
  NC13: [0, 0, 0, 0, 0, 0, 0, 0, 0, 70 / 3],
  NC14: [0, 0, 0.851877446894158, 112.351570153693, 226.540298079216, 3861.09190444116, 9999.8778915457],
  example1Prime: [0, 0.090274516737977899, 0.182117714567148432, 1.11839336852176753, 38.5940840146855778],
};

describe("whole spectra", () => {
  for (const [name, expected] of Object.entries(eigenvalues))
    it(name, () => {
      const scale = expected.at(-1)!;
      const found = spectrum(instances[name]!);
      expect(found.length).toBe(expected.length);
      expected.forEach((value, k) => {
        expect(Math.abs(found[k]! - value)).toBeLessThan(1e-13 * scale);
      });
    });

  it("two outputs: rank 9 of 10, nothing negative", () => {
    const found = spectrum(instances.twoOutputs!);
    expect(found.length).toBe(10);
    expect(Math.abs(found[0]!)).toBeLessThan(1e-13);
    expect(found[1]!).toBeGreaterThan(1e-3);
  });
});

/** Central differences of the gradient: the slow obvious twin of the dual-number sweep. */
function differencedHessian(point: PointFile): number[] {
  const gradientAt = (k: number, shift: number): number[] => {
    const model = readModel(shiftedPoint(point, k, shift));
    const { adjoint } = adjoints(model.tape, model.risk);
    return model.variables.map((node) => adjoint[node]!);
  };
  const size = readModel(point).variables.length;
  const step = 1e-5;
  return Array.from({ length: size }, (_, k) => {
    const [up, down] = [gradientAt(k, step), gradientAt(k, -step)];
    return up.map((entry, j) => (entry - down[j]!) / (2 * step));
  }).flat();
}

/** The same file with its k-th number (in the order parameters are read) moved. */
function shiftedPoint(point: PointFile, k: number, shift: number): PointFile {
  let seen = -1;
  const move = (nested: unknown): unknown => {
    if (typeof nested !== "number") return (nested as unknown[]).map(move);
    seen += 1;
    return seen === k ? nested + shift : nested;
  };
  const { w, U, b, V } = point.parameters as Record<string, unknown[]>;
  const moved: Record<string, unknown> = { w: move(w), U: [], b: [], V: [] };
  for (let l = 0; l < point.architecture.depth; l++)
    for (const [key, list] of Object.entries({ U, b, V })) (moved[key] as unknown[]).push(move(list![l]));
  return { ...point, parameters: moved as PointFile["parameters"] };
}

describe("Hessian by dual numbers", () => {
  for (const name of ["T8a", "T8b", "NC14"])
    it(`agrees with differences of the gradient at ${name}`, () => {
      const model = readModel(instances[name]!);
      const { matrix, asymmetry } = hessianOf(model, adjoints(model.tape, model.risk));
      const differences = differencedHessian(instances[name]!);
      const scale = Math.max(...matrix.map(Math.abs));
      expect(asymmetry).toBeLessThan(1e-13 * scale);
      matrix.forEach((entry, index) => {
        expect(Math.abs(entry - differences[index]!)).toBeLessThan(1e-8 * scale);
      });
    });
});

/** Blocks 1 and 2 cancel at their output, not in their derivatives: these grow with K, and so does the rounding that they carry. */
const cancelling = (k: number, w: readonly number[]): PointFile => ({
  format: "depthproof-point/1",
  loss: "squared",
  data: {
    x: [
      [0.7, -1.3],
      [-0.31, 0.4],
      [1.1, 0.3],
      [0.2, 1.9],
    ],
    y: [1, -0.5, 0.75, -1.5],
  },
  architecture: { kind: "residual", depth: 3, dimension: 2, block: { width: 1, activation: "tanh", bias: true } },
  parameters: {
    w,
    U: [[[0, 0.8]], [[0, 0.8]], [[0.5, -0.6]]],
    b: [[0.3], [0.3], [0.1]],
    V: [
      [[k], [0]],
      [[-k], [0]],
      [[0.7], [-0.4]],
    ],
  },
});

describe("the band under cancellation", () => {
  // at the stored floats, by differences of the risk in 90-digit arithmetic (mpmath, step 1e-22), errors below 1e-16 relative
  it.each([
    [1e4, [0, 0], -23920846.644613658892, 23920848.80214221706],
    [1e6, [0, 0], -239276776137.38554092, 239276776139.54311411],
    [1e6, [0, 0.75], -9.0397206969972749908e21, 26331.02409136717631],
    [1e6, [0.5, 0.75], -207017.63307088014255, 5.982384324888563499e22],
  ] as const)("K = %d, w = %j: holds both ends of the spectrum", (k, w, lowest, highest) => {
    const model = readModel(cancelling(k, w));
    const { values, band } = spectrumOf(model, adjoints(model.tape, model.risk));
    expect(Math.abs(values[0]! - lowest)).toBeLessThanOrEqual(band);
    expect(Math.abs(values.at(-1)! - highest)).toBeLessThanOrEqual(band);
    expect(band).toBeLessThan(1e-8 * Math.max(-lowest, highest));
  });

  it("stays at the rounding level where nothing cancels", () => {
    const model = readModel(cancelling(1, [0.5, 0.75]));
    const { values, band } = spectrumOf(model, adjoints(model.tape, model.risk));
    expect(band).toBeLessThan(1e-12 * values.at(-1)!);
  });
});
