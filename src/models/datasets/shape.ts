/** Checks that generated data share: sizes, scales, equal weights. */
import type { DatasetContext, DatasetOutcome, GaussianSource, TeacherSource } from "../dataset.ts";

export type Refusal = Extract<DatasetOutcome, { ok: false }>;

export function refuse(message: string, line?: number): Refusal {
  return { ok: false, problem: line === undefined ? { message } : { line, message } };
}

export const equalWeights = (samples: number): Float64Array => new Float64Array(samples).fill(1 / samples);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

/** Sample count and dimension of generated data, the context's first. */
export function sizeOf(
  source: TeacherSource | GaussianSource,
  context: DatasetContext,
): { readonly ok: true; readonly samples: number; readonly dimension: number } | Refusal {
  const samples = context.samples ?? source.samples;
  const dimension = context.dimension ?? source.dimension;
  if (!isCount(samples)) return refuse(`samples must be a positive integer, got ${samples}`);
  if (dimension === undefined) return refuse(`${source.kind} data need a dimension`);
  if (!isCount(dimension)) return refuse(`dimension must be a positive integer, got ${dimension}`);
  if (!(source.noise === undefined || (source.noise >= 0 && source.noise < Infinity))) {
    return refuse(`noise must be at least 0 and finite, got ${source.noise}`);
  }
  if (!(source.scale === undefined || (source.scale > 0 && source.scale < Infinity))) {
    return refuse(`scale must be positive and finite, got ${source.scale}`);
  }
  return { ok: true, samples, dimension };
}
