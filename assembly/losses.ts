/** Losses on whole batches of predictions. The numbers are those of `lossCodes`. */
import {
  clamped,
  evenPart,
  logisticFrom,
  logisticSlopeFrom,
  logOnePlusExpFrom,
  oddPart,
  remainder,
  scaleOf,
  shifted,
  splat,
  upperFrom,
} from "./exponentials";
import { rowBytes } from "./multiply";

let value: v128 = f64x2.splat(0);
let slope: v128 = f64x2.splat(0);
let curvature: v128 = f64x2.splat(0);

/**
 * Adds sum_i w_i l(f_i; y_i), even and odd samples apart, to the number at `risk`; writes w l' and w l'' where wanted, or l' and l''
 * without `weighted`.
 */
export function applyLoss(
  code: i32,
  panels: usize,
  outputs: usize,
  f: usize,
  y: usize,
  weights: usize,
  slopes: usize,
  curvatures: usize,
  weighted: bool,
  risk: usize,
): void {
  let sum = splat(0);
  const bytes = outputs * rowBytes;
  for (let panel: usize = 0; panel < panels; panel++, weights += rowBytes) {
    for (let at = panel * bytes, end = at + bytes; at < end; at += 16) {
      const w = v128.load(weights + (at & 16));
      lossAt(code, v128.load(f + at), v128.load(y + at));
      sum = f64x2.add(sum, f64x2.mul(w, value));
      if (slopes) v128.store(slopes + at, weighted ? f64x2.mul(w, slope) : slope);
      if (curvatures) v128.store(curvatures + at, weighted ? f64x2.mul(w, curvature) : curvature);
    }
  }
  store<f64>(risk, load<f64>(risk) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

function lossAt(code: i32, p: v128, y: v128): void {
  switch (code) {
    case 0: return squared(p, y);
    case 1: return logistic(p, y);
    case 2: return huber(p, y);
    case 3: return pseudoHuber(p, y);
    case 4: return doubleWell(p, y);
    case 5: return linear(p, y);
    default: unreachable();
  }
}

function squared(p: v128, y: v128): void {
  const r = f64x2.sub(p, y);
  value = f64x2.mul(r, r);
  slope = f64x2.mul(splat(2), r);
  curvature = splat(2);
}

function logistic(p: v128, y: v128): void {
  const negative = f64x2.neg(y);
  const x = f64x2.mul(negative, p);
  const u = clamped(f64x2.neg(f64x2.abs(x)));
  const shift = shifted(u);
  const r = remainder(u, shift);
  const r2 = f64x2.mul(r, r);
  const even = evenPart(r2);
  const odd = oddPart(r, r2);
  const lower = f64x2.sub(even, odd);
  const upper = upperFrom(scaleOf(shift), even, odd);
  const sum = f64x2.add(lower, upper);
  value = logOnePlusExpFrom(x, lower, upper);
  slope = f64x2.mul(negative, logisticFrom(x, lower, upper, sum));
  curvature = f64x2.mul(f64x2.mul(y, y), logisticSlopeFrom(lower, upper, sum));
}

function huber(p: v128, y: v128): void {
  const r = f64x2.sub(p, y);
  const size = f64x2.abs(r);
  const inside = f64x2.le(size, splat(1));
  value = v128.bitselect(f64x2.mul(f64x2.mul(size, size), splat(0.5)), f64x2.sub(size, splat(0.5)), inside);
  slope = f64x2.max(splat(-1), f64x2.min(splat(1), r));
  curvature = v128.and(inside, splat(1));
}

function pseudoHuber(p: v128, y: v128): void {
  const r = f64x2.sub(p, y);
  const size = f64x2.abs(r);
  const far = f64x2.gt(size, splat(134217728));
  // sqrt(1 + r^2), without overflow
  const root = v128.bitselect(size, f64x2.sqrt(f64x2.add(splat(1), f64x2.mul(r, r))), far);
  value = f64x2.mul(r, f64x2.div(r, f64x2.add(splat(1), root)));
  slope = f64x2.div(r, root);
  curvature = f64x2.div(splat(1), f64x2.mul(f64x2.mul(root, root), root));
}

function doubleWell(p: v128, y: v128): void {
  const r = f64x2.sub(p, y);
  const r2 = f64x2.mul(r, r);
  const q = f64x2.sub(r2, splat(1));
  value = f64x2.add(f64x2.mul(q, q), f64x2.mul(splat(0.3), r));
  slope = f64x2.add(f64x2.mul(f64x2.mul(splat(4), r), q), splat(0.3));
  curvature = f64x2.sub(f64x2.mul(splat(12), r2), splat(4));
}

function linear(p: v128, y: v128): void {
  slope = f64x2.neg(y);
  value = f64x2.mul(slope, p);
  curvature = splat(0);
}
