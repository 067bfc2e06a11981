/** Samples with prescribed second moments: all that the squared risk of a linear network depends on, up to a constant. */
import type { Data } from "../../models/data.ts";

/** Points +-sqrt(d lambda_j) e_j, so that E[x] = 0 and E[x x^T] = diag(lambda); labels B x, B of shape outputs x d. */
export function axisData(moments: readonly number[], map: Float64Array, outputs: number): Data {
  const d = moments.length;
  const samples = 2 * d;
  const x = new Float64Array(samples * d);
  const y = new Float64Array(samples * outputs);
  for (let i = 0; i < samples; i++) {
    const j = i >> 1;
    const size = (i % 2 === 0 ? 1 : -1) * Math.sqrt(d * moments[j]!);
    x[i * d + j] = size;
    for (let k = 0; k < outputs; k++) y[i * outputs + k] = map[k * d + j]! * size;
  }
  return { samples, dimension: d, outputs, x, y, weights: new Float64Array(samples).fill(1 / samples) };
}

/** Labels equal to the inputs. */
export function autoencoderData(moments: readonly number[]): Data {
  const data = axisData(moments, new Float64Array(moments.length ** 2), moments.length);
  return { ...data, y: data.x };
}
