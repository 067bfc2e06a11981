/** Linear residual net h_l = h_{l-1} + W_l h_{l-1}; the prediction is h_L, or w.h_L for scalar labels. Hardt & Ma (2017). */
import type { Architecture } from "../architecture.ts";
import { programBuilder } from "../program-builder.ts";

export const linearResidual: Architecture = {
  kind: "linear-residual",
  meaning: "h_l = (I + W_l) h_{l-1}",
  compile(spec, axes) {
    const build = programBuilder(axes.dimension, spec.tie);
    let node = 0;
    for (let l = 0; l < axes.depth; l++) {
      const weight = build.parameter(`W/${l}`, "matrix", axes.dimension, axes.dimension, true);
      node = build.add(node, build.affine(node, weight, -1));
    }
    if (axes.outputs !== axes.dimension || axes.outputs === 1) {
      const shape = axes.outputs === 1 ? "vector" : "matrix";
      node = build.affine(node, build.parameter("w", shape, axes.outputs, axes.dimension, true), -1);
    }
    return build.finish(node, { depth: axes.depth, width: axes.dimension, residual: null });
  },
};
