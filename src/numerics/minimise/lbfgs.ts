/**
 * Limited-memory BFGS with Armijo backtracking (Nocedal & Wright 2006, algorithm 7.5). Cost per step: one value-and-gradient
 * per trial plus 4 m n flops. Ends at a point with a small gradient, or says why not.
 */

/** Writes the gradient at x and returns the value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxSteps: number;
  /** Stop when ||gradient|| falls below this. */
  readonly gradientTolerance: number;
  /** Called after every accepted step with a private copy of the point. */
  readonly visit?: (x: Float64Array, value: number) => void;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradientNorm: number;
  readonly steps: number;
  /** "stalled": no step along the direction lowers the value enough (rounding, or a direction of no descent). */
  readonly reason: "converged" | "limit" | "stalled" | "nonfinite";
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

const memory = 10;
const armijo = 1e-4;

export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): LbfgsResult {
  let x = start.slice();
  let gradient = new Float64Array(x.length);
  let value = objective(x, gradient);
  const pairs: Pair[] = [];
  for (let steps = 0; ; steps++) {
    const gradientNorm = Math.sqrt(dot(gradient, gradient));
    const end = (reason: LbfgsResult["reason"]): LbfgsResult => ({ x, value, gradientNorm, steps, reason });
    if (!Number.isFinite(value + gradientNorm)) return end("nonfinite");
    if (gradientNorm <= options.gradientTolerance) return end("converged");
    if (steps >= options.maxSteps) return end("limit");
    const next = lineSearch(objective, x, value, gradient, direction(gradient, pairs));
    if (!next) {
      if (pairs.length === 0) return end("stalled");
      // A stale model can point uphill: forget it and try steepest descent once.
      pairs.length = 0;
      continue;
    }
    remember(pairs, x, gradient, next);
    ({ x, value, gradient } = next);
    options.visit?.(x, value);
  }
}

/** Two-loop recursion: -H g with H the inverse Hessian model. */
function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((entry) => -entry);
  const coefficients: number[] = [];
  for (const pair of pairs.toReversed()) {
    const a = pair.rho * dot(pair.s, q);
    coefficients.push(a);
    for (let i = 0; i < q.length; i++) q[i] = q[i]! - a * pair.y[i]!;
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.rho * dot(last.y, last.y)) : 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
  for (let i = 0; i < q.length; i++) q[i] = q[i]! * scale;
  pairs.forEach((pair, k) => {
    const b = pair.rho * dot(pair.y, q);
    const a = coefficients[pairs.length - 1 - k]!;
    for (let i = 0; i < q.length; i++) q[i] = q[i]! + (a - b) * pair.s[i]!;
  });
  return q;
}

interface Trial {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array<ArrayBuffer>;
}

function lineSearch(
  objective: Objective,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  step: Float64Array,
): (Trial & { x: Float64Array<ArrayBuffer> }) | null {
  const slope = dot(gradient, step);
  if (!(slope < 0)) return null;
  for (let t = 1; t > 1e-16; t /= 2) {
    const trial = x.slice();
    for (let i = 0; i < trial.length; i++) trial[i] = trial[i]! + t * step[i]!;
    const trialGradient = new Float64Array(x.length);
    const trialValue = objective(trial, trialGradient);
    if (trialValue <= value + armijo * t * slope) return { x: trial, value: trialValue, gradient: trialGradient };
  }
  return null;
}

function remember(pairs: Pair[], x: Float64Array, gradient: Float64Array, next: Trial): void {
  const s = difference(next.x, x);
  const y = difference(next.gradient, gradient);
  const curvature = dot(s, y);
  if (curvature <= 1e-12 * Math.sqrt(dot(s, s) * dot(y, y))) return;
  pairs.push({ s, y, rho: 1 / curvature });
  if (pairs.length > memory) pairs.shift();
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = a.slice();
  for (let i = 0; i < a.length; i++) result[i] = a[i]! - b[i]!;
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
