/** Fully connected net with L hidden layers: a_l = sigma(W_l a_{l-1} + b_l), f = W_{L+1} a_L (+ b). The contrast without identity path. */
import type { Architecture } from "../architecture.ts";
import { programBuilder } from "../program-builder.ts";
import { activationNamed, widthOf } from "./block.ts";

export const fullyConnected: Architecture = {
  kind: "fully-connected",
  meaning: "a_l = sigma(W_l a_{l-1} + b_l) for L hidden layers, linear output",
  compile(spec, axes) {
    const build = programBuilder(axes.dimension, spec.tie);
    const width = widthOf(spec.width ?? spec.block?.width, axes);
    const activation = activationNamed(spec.activation ?? spec.block?.activation ?? "relu");
    const biased = spec.bias ?? spec.block?.bias ?? false;
    let node = 0;
    let columns = axes.dimension;
    for (let l = 0; l <= axes.depth; l++) {
      const rows = l === axes.depth ? axes.outputs : width;
      const weight = build.parameter(`W/${l}`, "matrix", rows, columns, true);
      const bias = biased ? build.parameter(`b/${l}`, "vector", rows, 1, true) : -1;
      node = build.affine(node, weight, bias);
      if (l < axes.depth) node = build.activation(node, activation);
      columns = rows;
    }
    return build.finish(node, { depth: axes.depth, width, residual: null });
  },
};
