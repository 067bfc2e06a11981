/** Activations on whole batches: values, and where wanted first and second derivatives. The numbers are those of `activationCodes`. */
import {
  clamped,
  constant,
  evenPart,
  FOUR,
  logisticFrom,
  logisticSlopeFrom,
  logOnePlusExpFrom,
  MINUS_TWO,
  oddPart,
  ONE,
  oneMinus,
  remainder,
  scaleOf,
  shifted,
  signed,
  splat,
  TWO,
} from "./exponentials";

/** Writes sigma(z), sigma'(z) and sigma''(z) of `bytes` of entries; 0 for slopes and curvatures that are not wanted. Outputs may be z. */
export function writeJet(code: i32, z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  switch (code) {
    case 0: return tanh(z, values, slopes, curvatures, bytes);
    case 1: return softplus(z, values, slopes, curvatures, bytes);
    case 2: return relu(z, values, slopes, curvatures, bytes);
    case 3: return silu(z, values, slopes, curvatures, bytes);
    case 4: return sigmoid(z, values, slopes, curvatures, bytes);
    case 5: return identity(z, values, slopes, curvatures, bytes);
    case 6: return absolute(z, values, slopes, curvatures, bytes);
    case 7: return square(z, values, slopes, curvatures, bytes);
    case 8: return squarePlusIdentity(z, values, slopes, curvatures, bytes);
    case 9: return hundred(values, slopes, curvatures, bytes);
    default: unreachable();
  }
}

function tanh(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    const u = clamped(f64x2.mul(f64x2.abs(x), constant(MINUS_TWO)));
    const shift = shifted(u);
    const r = remainder(u, shift);
    const s = scaleOf(shift);
    const r2 = f64x2.mul(r, r);
    const q = evenPart(r2);
    const p = oddPart(r, r2);
    const lower = f64x2.sub(q, p);
    const upper = f64x2.mul(s, f64x2.add(q, p));
    const sum = f64x2.add(lower, upper);
    const y = signed(f64x2.div(oneMinus(s, q, p), sum), x);
    v128.store(values + at, y);
    if (!slopes) continue;
    const dy = f64x2.mul(constant(FOUR), logisticSlopeFrom(lower, upper, sum));
    v128.store(slopes + at, dy);
    if (curvatures) v128.store(curvatures + at, f64x2.mul(f64x2.mul(constant(MINUS_TWO), y), dy));
  }
}

function softplus(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    const u = clamped(f64x2.neg(f64x2.abs(x)));
    const shift = shifted(u);
    const r = remainder(u, shift);
    const r2 = f64x2.mul(r, r);
    const q = evenPart(r2);
    const p = oddPart(r, r2);
    const lower = f64x2.sub(q, p);
    const upper = f64x2.mul(scaleOf(shift), f64x2.add(q, p));
    v128.store(values + at, logOnePlusExpFrom(x, lower, upper));
    if (!slopes) continue;
    const sum = f64x2.add(lower, upper);
    v128.store(slopes + at, logisticFrom(x, lower, upper, sum));
    if (curvatures) v128.store(curvatures + at, logisticSlopeFrom(lower, upper, sum));
  }
}

function silu(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    const u = clamped(f64x2.neg(f64x2.abs(x)));
    const shift = shifted(u);
    const r = remainder(u, shift);
    const s = scaleOf(shift);
    const r2 = f64x2.mul(r, r);
    const q = evenPart(r2);
    const p = oddPart(r, r2);
    const lower = f64x2.sub(q, p);
    const upper = f64x2.mul(s, f64x2.add(q, p));
    const sum = f64x2.add(lower, upper);
    const y = logisticFrom(x, lower, upper, sum);
    v128.store(values + at, f64x2.mul(x, y));
    if (!slopes) continue;
    const dy = logisticSlopeFrom(lower, upper, sum);
    v128.store(slopes + at, f64x2.add(y, f64x2.mul(x, dy)));
    if (!curvatures) continue;
    const half = signed(f64x2.div(oneMinus(s, q, p), sum), x);
    v128.store(curvatures + at, f64x2.mul(dy, f64x2.sub(constant(TWO), f64x2.mul(x, half))));
  }
}

function sigmoid(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    const u = clamped(f64x2.neg(f64x2.abs(x)));
    const shift = shifted(u);
    const r = remainder(u, shift);
    const s = scaleOf(shift);
    const r2 = f64x2.mul(r, r);
    const q = evenPart(r2);
    const p = oddPart(r, r2);
    const lower = f64x2.sub(q, p);
    const upper = f64x2.mul(s, f64x2.add(q, p));
    const sum = f64x2.add(lower, upper);
    v128.store(values + at, logisticFrom(x, lower, upper, sum));
    if (!slopes) continue;
    const dy = logisticSlopeFrom(lower, upper, sum);
    v128.store(slopes + at, dy);
    // sigma'' = -sigma' tanh(x/2)
    const half = signed(f64x2.div(oneMinus(s, q, p), sum), x);
    if (curvatures) v128.store(curvatures + at, f64x2.mul(f64x2.neg(dy), half));
  }
}

function relu(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    v128.store(values + at, f64x2.max(x, splat(0)));
    if (slopes) v128.store(slopes + at, v128.and(f64x2.gt(x, splat(0)), constant(ONE)));
    if (curvatures) v128.store(curvatures + at, splat(0));
  }
}

function identity(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(values + at, v128.load(z + at));
    if (slopes) v128.store(slopes + at, constant(ONE));
    if (curvatures) v128.store(curvatures + at, splat(0));
  }
}

function absolute(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    v128.store(values + at, f64x2.abs(x));
    // +-1, and x itself where it is 0 or no number
    const away = v128.or(f64x2.lt(x, splat(0)), f64x2.gt(x, splat(0)));
    if (slopes) v128.store(slopes + at, v128.bitselect(signed(constant(ONE), x), x, away));
    if (curvatures) v128.store(curvatures + at, splat(0));
  }
}

function square(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    v128.store(values + at, f64x2.mul(x, x));
    if (slopes) v128.store(slopes + at, f64x2.mul(constant(TWO), x));
    if (curvatures) v128.store(curvatures + at, constant(TWO));
  }
}

function squarePlusIdentity(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(z + at);
    v128.store(values + at, f64x2.add(x, f64x2.mul(x, x)));
    if (slopes) v128.store(slopes + at, f64x2.add(constant(ONE), f64x2.mul(constant(TWO), x)));
    if (curvatures) v128.store(curvatures + at, constant(TWO));
  }
}

function hundred(values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(values + at, splat(100));
    if (slopes) v128.store(slopes + at, splat(0));
    if (curvatures) v128.store(curvatures + at, splat(0));
  }
}
