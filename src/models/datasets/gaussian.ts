/** Pure noise: Gaussian inputs and independent Gaussian labels. */
import type { DatasetContext, DatasetOutcome, GaussianSource } from "../dataset.ts";
import { equalWeights, sizeOf } from "./shape.ts";

export function gaussianData(source: GaussianSource, context: DatasetContext): DatasetOutcome {
  const size = sizeOf(source, context);
  if (!size.ok) return size;
  const { samples, dimension } = size;
  const { noise = 1, scale = 1 } = source;
  const x = context.stream
    .child("inputs")
    .normals(samples * dimension)
    .map((entry) => scale * entry);
  const y = context.stream
    .child("labels")
    .normals(samples)
    .map((entry) => noise * entry);
  const data = { samples, dimension, outputs: 1, x, y, weights: equalWeights(samples) };
  const trace = `gaussian: ${samples} samples in dimension ${dimension}, labels of deviation ${noise}, scale ${scale}`;
  return { ok: true, data, trace };
}
