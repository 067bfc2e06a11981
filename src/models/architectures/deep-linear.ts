/** Deep linear net f = W_L ... W_1 x with hidden width `width`. Ground truth: all critical points are known in closed form. */
import type { Architecture, ProgramAxes } from "../architecture.ts";
import type { ArchitectureSpec } from "../point.ts";
import type { Program } from "../program.ts";
import { programBuilder } from "../program-builder.ts";
import { widthOf } from "./block.ts";

export function compileLinearChain(spec: ArchitectureSpec, axes: ProgramAxes, outputs: number): Program {
  const build = programBuilder(axes.dimension, spec.tie);
  const width = widthOf(spec.width ?? spec.block?.width, axes);
  let node = 0;
  let columns = axes.dimension;
  for (let l = 0; l < axes.depth; l++) {
    const rows = l === axes.depth - 1 ? outputs : width;
    node = build.affine(node, build.parameter(`W/${l}`, "matrix", rows, columns, true), -1);
    columns = rows;
  }
  return build.finish(node, { depth: axes.depth, width, residual: null });
}

export const deepLinear: Architecture = {
  kind: "deep-linear",
  meaning: "f = W_L ... W_1 x",
  compile: (spec, axes) => compileLinearChain(spec, axes, axes.outputs),
};
