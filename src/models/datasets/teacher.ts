/** Data a random teacher labels: standard Gaussian inputs times `scale`, then label noise. */
import type { Stream } from "../../numerics/random.ts";
import type { DatasetContext, DatasetOutcome, TeacherSource } from "../dataset.ts";
import { equalWeights, refuse, sizeOf } from "./shape.ts";
import { type Teacher, teachers } from "./teachers.ts";

/** Adds Gaussian noise to a real label; flips a sign with probability `noise`. */
function noisy(label: number, { labels }: Teacher, noise: number, stream: Stream): number {
  if (labels === "real") return label + noise * stream.normal();
  return stream.uniform() < noise ? -label : label;
}

export function teacherData(source: TeacherSource, context: DatasetContext): DatasetOutcome {
  const teacher = teachers[source.teacher];
  if (teacher === undefined) {
    return refuse(`unknown teacher "${source.teacher}"; known: ${Object.keys(teachers).join(", ")}`);
  }
  const size = sizeOf(source, context);
  if (!size.ok) return size;
  const { samples, dimension } = size;
  const { noise = 0, scale = 1 } = source;
  if (teacher.labels === "signs" && noise > 1) return refuse(`noise of a sign teacher is a probability, got ${noise}`);
  // Separate streams, so that changing the noise or the number of samples leaves everything else as it was.
  const label = teacher.draw(context.stream.child("teacher"), dimension);
  const noiseStream = context.stream.child("noise");
  const x = context.stream
    .child("inputs")
    .normals(samples * dimension)
    .map((entry) => scale * entry);
  const y = Float64Array.from({ length: samples }, (_, i) => {
    return noisy(label(x.subarray(i * dimension, (i + 1) * dimension)), teacher, noise, noiseStream);
  });
  const data = { samples, dimension, outputs: 1, x, y, weights: equalWeights(samples) };
  const trace = `teacher ${source.teacher}: ${samples} samples in dimension ${dimension}, noise ${noise}, scale ${scale}`;
  return { ok: true, data, trace };
}
