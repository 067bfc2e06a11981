/** An architecture at its axes compiles without them to the network it is with them. */
import { describe, expect, it } from "vitest";
import type { ArchitectureSpec } from "../models/point.ts";
import { compileArchitecture } from "../models/point-file.ts";
import { atAxes, withWidth } from "./architecture-at-axes.ts";

const axes = { depth: 3, dimension: 5, outputs: 1 };
const blocksOf = (spec: ArchitectureSpec, width: number | null): unknown => {
  const compiled = compileArchitecture(spec, { ...axes, width });
  if (!compiled.ok) throw new Error(compiled.reason);
  return compiled.program.blocks;
};

describe("the sweep's width", () => {
  it.each<ArchitectureSpec>([
    { kind: "residual", block: { width: 2, activation: "tanh" } },
    { kind: "residual", block: { activation: "relu", bias: true } },
    { kind: "residual", block: { hidden: [3, 2] }, "first-block": { width: 7, trainable: false } },
    { kind: "residual", blocks: [{ width: 1 }, { hidden: [2, 4] }, {}] },
    { kind: "residual" },
    { kind: "linear-residual" },
    { kind: "fully-connected", bias: true },
    { kind: "fully-connected", width: 9 },
    { kind: "deep-linear" },
  ])("%j", (spec) => {
    const width = spec.kind === "linear-residual" ? null : 4;
    expect(blocksOf(withWidth(spec, 4), null)).toEqual(blocksOf(spec, width));
  });
});

describe("formulas", () => {
  it("are replaced wherever a width may stand", () => {
    const width = "min(depth, 2) + dimension - samples";
    const spec: ArchitectureSpec = {
      kind: "residual",
      width,
      block: { width },
      blocks: [{ width }, { hidden: [3] }],
      "first-block": { width: 1 },
    };
    expect(atAxes(spec, { depth: 3, dimension: 5, samples: 4 })).toEqual({
      kind: "residual",
      width: 3,
      block: { width: 3 },
      blocks: [{ width: 3 }, { hidden: [3] }],
      "first-block": { width: 1 },
    });
  });

  it("without a value are not a number, which the size of the cell refuses", () => {
    expect(atAxes({ kind: "deep-linear", width: "1 / (depth - 3)" }, axes).width).toBeNaN();
  });
});
