/** Residual net h_l = h_{l-1} + V_l phi_l(U_l h_{l-1}), f = w.h_L (+ c); phi_l any feed-forward net. Yun, Sra & Jadbabaie (2019). */
import type { Activation } from "../activation.ts";
import type { Architecture, ProgramAxes } from "../architecture.ts";
import type { ArchitectureSpec, BlockSpec } from "../point.ts";
import { type ProgramBuilder, programBuilder } from "../program-builder.ts";
import { activationNamed, widthOf } from "./block.ts";

interface Block {
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly bias: boolean;
  readonly innerTrainable: boolean;
}

interface BuiltBlock {
  readonly representation: number;
  readonly feature: number;
  readonly inner: number;
  readonly outer: number;
  readonly furtherBlocks: readonly number[];
}

function readBlock(spec: BlockSpec, axes: ProgramAxes): Block {
  const hidden = spec.hidden ?? [widthOf(spec.width, axes)];
  return {
    hidden: axes.width === null ? hidden : hidden.map(() => axes.width ?? 1),
    activation: activationNamed(spec.activation ?? "tanh"),
    bias: spec.bias ?? false,
    innerTrainable: spec.trainable ?? true,
  };
}

/** The description of block l (from 1). */
function blockSpec(spec: ArchitectureSpec, l: number): BlockSpec {
  if (l === 1 && spec["first-block"]) return spec["first-block"];
  return spec.blocks?.[l - 1] ?? spec.block ?? {};
}

/** z = U h + b; a = sigma(z); further layers the same; h' = h + V a. Layer 0 is U. */
function buildBlock(build: ProgramBuilder, block: Block, l: number, input: number, dimension: number): BuiltBlock {
  const parameters: number[] = [];
  let node = input;
  let columns = dimension;
  block.hidden.forEach((rows, k) => {
    const name = k === 0 ? `U/${l - 1}` : `inner/${l - 1}/${k - 1}`;
    const biasName = k === 0 ? `b/${l - 1}` : `inner-b/${l - 1}/${k - 1}`;
    const weight = build.parameter(name, "matrix", rows, columns, block.innerTrainable);
    const bias = block.bias ? build.parameter(biasName, "vector", rows, 1, block.innerTrainable) : -1;
    parameters.push(weight);
    node = build.activation(build.affine(node, weight, bias), block.activation);
    columns = rows;
  });
  const outer = build.parameter(`V/${l - 1}`, "matrix", dimension, columns, true);
  const representation = build.add(input, build.affine(node, outer, -1));
  return { representation, feature: node, inner: parameters[0]!, outer, furtherBlocks: parameters.slice(1) };
}

export const residual: Architecture = {
  kind: "residual",
  meaning: "h_l = h_{l-1} + V_l phi_l(U_l h_{l-1}), f = w.h_L",
  compile(spec, axes) {
    const build = programBuilder(axes.dimension, spec.tie);
    const blocks = Array.from({ length: axes.depth }, (_, index) => readBlock(blockSpec(spec, index + 1), axes));
    const built: BuiltBlock[] = [];
    let representation = 0;
    blocks.forEach((block, index) => {
      const next = buildBlock(build, block, index + 1, representation, axes.dimension);
      representation = next.representation;
      built.push(next);
    });
    const readout = build.parameter("w", axes.outputs === 1 ? "vector" : "matrix", axes.outputs, axes.dimension, true);
    const bias = spec["readout-bias"]
      ? build.parameter("c", axes.outputs === 1 ? "scalar" : "vector", axes.outputs, 1, true)
      : -1;
    return build.finish(build.affine(representation, readout, bias), {
      depth: axes.depth,
      width: blocks[0]?.hidden[0] ?? 0,
      residual: {
        representations: [0, ...built.map((block) => block.representation)],
        features: built.map((block) => block.feature),
        inner: built.map((block) => block.inner),
        outer: built.map((block) => block.outer),
        readout,
        innerBlocks: built.map((block) => block.furtherBlocks),
        activations: blocks.map((block) => block.activation),
        zeroAtZero: blocks.every((block) => !block.bias && block.activation.zeroAtZero),
      },
    });
  },
};
