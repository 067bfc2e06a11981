/**
 * Least-squares line y = intercept + slope x with a Student confidence interval for the slope.
 * Reference: Draper, Smith, Applied Regression Analysis, ch. 1.
 */
import { sum } from "./rounding.ts";
import { studentQuantile } from "./student-t.ts";

export interface SlopeFit {
  readonly slope: number;
  readonly intercept: number;
  /** The slope's confidence interval is slope +- halfWidth. */
  readonly halfWidth: number;
  readonly points: number;
}

export interface NoSlope {
  readonly reason: string;
}

/** Why no line with an error estimate exists, or null. */
function obstacle(x: readonly number[], y: readonly number[]): string | null {
  if (x.length !== y.length) return `${x.length} abscissas but ${y.length} ordinates`;
  if (x.length < 3) return `a slope with a confidence interval needs at least 3 points, got ${x.length}`;
  if (![...x, ...y].every(Number.isFinite)) return "a point is not finite";
  if (x.every((xi) => xi === x[0])) return "all abscissas are equal";
  return null;
}

export function slope(x: readonly number[], y: readonly number[], confidence = 0.95): SlopeFit | NoSlope {
  const reason = obstacle(x, y);
  if (reason !== null) return { reason };
  const points = x.length;
  const meanX = sum(x) / points;
  const meanY = sum(y) / points;
  const dx = x.map((xi) => xi - meanX);
  const dy = y.map((yi) => yi - meanY);
  // slope = Sxy / Sxx
  const sxx = sum(dx.map((d) => d * d));
  const estimate = sum(dx.map((d, i) => d * dy[i]!)) / sxx;
  const residuals = dx.map((d, i) => dy[i]! - estimate * d);
  // halfWidth = t sqrt(RSS / ((n - 2) Sxx))
  const variance = sum(residuals.map((r) => r * r)) / (points - 2);
  const halfWidth = studentQuantile(confidence, points - 2) * Math.sqrt(variance / sxx);
  return { slope: estimate, intercept: meanY - estimate * meanX, halfWidth, points };
}
