import { describe, expect, it } from "vitest";
import { theoryInstances as instances } from "../../../test/theory-instances.ts";
import type { PointFile } from "../../models/point.ts";
import { hessianOf, spectrumOf } from "./curvature.ts";
import { fillsKernel, reevaluated } from "./manifold.ts";
import { readModel } from "./model.ts";
import { adjoints } from "./sweeps.ts";

function decide(point: PointFile): boolean {
  const model = readModel(point);
  const gradient = adjoints(model.tape, model.risk);
  return fillsKernel(model, hessianOf(model, gradient).matrix, spectrumOf(model, gradient).band);
}

describe("manifold of critical points, second route", () => {
  it.each(["NC1", "NC1b", "NC14", "twoOutputs", "example1Prime"])("%s lies on one", (name) =>
    expect(decide(instances[name]!)).toBe(true),
  );

  it.each(["NC13", "NC13scaled", "NC2"])("%s does not", (name) => expect(decide(instances[name]!)).toBe(false));

  it("a point where all is flat to second order only does not", () => {
    const zero: PointFile = {
      format: "depthproof-point/1",
      loss: "squared",
      data: { x: [[1], [2]], y: [1, 3] },
      architecture: { kind: "deep-linear", depth: 3, dimension: 1, width: 1 },
      parameters: { W: [[[0]], [[0]], [[0]]] },
    };
    expect(decide(zero)).toBe(false);
  });

  it("the tape at its own parameters is the tape, at others it is that of the other point", () => {
    const model = readModel(instances.T8a!);
    expect(reevaluated(model.tape, (node) => model.tape.value[node]!)).toEqual(model.tape);
    const other = readModel({ ...instances.T8a!, parameters: { ...instances.T8a!.parameters, w: [3, -2] } });
    const moved = reevaluated(model.tape, (node) => other.tape.value[node]!);
    expect(moved.value[model.risk]).toBe(other.tape.value[other.risk]);
  });
});
