/** Data written out in a spec or a point file, with optional weights. */
import type { DatasetOutcome, InlineSource } from "../dataset.ts";
import { equalWeights, type Refusal, refuse } from "./shape.ts";

/** Rows of equal length joined into one array, or what is wrong with them. */
function joined(
  name: string,
  rows: readonly (readonly number[])[],
): { readonly ok: true; readonly values: Float64Array; readonly width: number } | Refusal {
  const width = rows[0]?.length ?? 0;
  if (width === 0) return refuse(`${name} is empty`);
  for (const [i, row] of rows.entries()) {
    if (row.length !== width) return refuse(`${name}[${i}] has ${row.length} entries, ${name}[0] has ${width}`);
    const bad = row.find((entry) => !Number.isFinite(entry));
    if (bad !== undefined) return refuse(`${name}[${i}] holds ${bad}, which is not a finite number`);
  }
  return { ok: true, values: Float64Array.from(rows.flat()), width };
}

/** Weights divided by their sum. */
function normalised(weights: readonly number[], samples: number): Float64Array | Refusal {
  if (weights.length !== samples) return refuse(`${weights.length} weights for ${samples} samples`);
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0) return refuse(`weights[${bad}] is ${weights[bad]}; weights are at least 0 and finite`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && total < Infinity)) return refuse(`the weights sum to ${total}`);
  return Float64Array.from(weights, (weight) => weight / total);
}

export function inlineData(source: InlineSource): DatasetOutcome {
  const samples = source.x.length;
  const x = joined("x", source.x);
  if (!x.ok) return x;
  if (source.y.length !== samples) return refuse(`${source.y.length} labels for ${samples} samples`);
  const y = joined(
    "y",
    source.y.map((label) => (typeof label === "number" ? [label] : label)),
  );
  if (!y.ok) return y;
  const weights = source.weights === undefined ? equalWeights(samples) : normalised(source.weights, samples);
  if ("ok" in weights) return weights;
  const data = { samples, dimension: x.width, outputs: y.width, x: x.values, y: y.values, weights };
  const weighted = source.weights === undefined ? "" : ", weighted";
  return { ok: true, data, trace: `inline: ${samples} samples in dimension ${x.width}${weighted}` };
}
