/** Activations on whole batches: values, and where wanted first and second derivatives. The numbers are those of `activationCodes`. */
import {
  clamped,
  constant,
  evenPart,
  FOUR,
  HALF_LN2_HIGH,
  HALF_LN2_LOW,
  HALF_LOWEST,
  HALVES_0,
  HALVES_EVEN2,
  HALVES_EVEN4,
  HALVES_ODD2,
  HALVES_ODD4,
  logisticFrom,
  logisticSlopeFrom,
  logOnePlusExpFrom,
  MINUS_TWO,
  MINUS_TWO_BY_LN2,
  oddPart,
  ONE,
  oneMinus,
  remainder,
  ROUNDER,
  scaleOf,
  shifted,
  signed,
  splat,
  TWO,
} from "./exponentials";

/** Writes sigma(z), sigma'(z) and sigma''(z) of `bytes` of entries, a multiple of 32; 0 for slopes and curvatures that are not wanted. Outputs may be z. */
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

/**
 * The functions of e^(-2|x|) above with every intermediate result multiplied by a power of two, hence with the same bits: r/2 instead of r,
 * (q -+ p)/64 instead of q -+ p. Two vectors per pass and constants that stay in registers: half of a gradient's time is spent here.
 */
function tanh(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  const most = constant(HALF_LOWEST), scale = constant(MINUS_TWO_BY_LN2), rounder = constant(ROUNDER);
  const high = constant(HALF_LN2_HIGH), low = constant(HALF_LN2_LOW), one = constant(ONE), zeroth = constant(HALVES_0);
  const even4 = constant(HALVES_EVEN4), even2 = constant(HALVES_EVEN2);
  const odd4 = constant(HALVES_ODD4), odd2 = constant(HALVES_ODD2);
  for (let at: usize = 0; at < bytes; at += 32) {
    const x = v128.load(z + at), x_ = v128.load(z + at, 16);
    // k + 1.5 2^52 of u = -2 |x|, then h = -r/2 = |x| + k ln(2)/2
    const t = f64x2.pmin(f64x2.abs(x), most), t_ = f64x2.pmin(f64x2.abs(x_), most);
    const shift = f64x2.add(f64x2.mul(t, scale), rounder), shift_ = f64x2.add(f64x2.mul(t_, scale), rounder);
    const k = f64x2.sub(shift, rounder), k_ = f64x2.sub(shift_, rounder);
    const h = f64x2.add(f64x2.add(t, f64x2.mul(k, high)), f64x2.mul(k, low));
    const h_ = f64x2.add(f64x2.add(t_, f64x2.mul(k_, high)), f64x2.mul(k_, low));
    const s = scaleOf(shift), s_ = scaleOf(shift_);
    const h2 = f64x2.mul(h, h), h2_ = f64x2.mul(h_, h_);
    const q = cubic(h2, even4, even2, zeroth), q_ = cubic(h2_, even4, even2, zeroth);
    const p = f64x2.mul(h, quadratic(h2, odd4, odd2, zeroth)), p_ = f64x2.mul(h_, quadratic(h2_, odd4, odd2, zeroth));
    const lower = f64x2.add(q, p), lower_ = f64x2.add(q_, p_);
    const upper = f64x2.mul(s, f64x2.sub(q, p)), upper_ = f64x2.mul(s_, f64x2.sub(q_, p_));
    const sum = f64x2.add(lower, upper), sum_ = f64x2.add(lower_, upper_);
    // (1 - s) q + (1 + s) p
    const above = f64x2.add(f64x2.mul(f64x2.sub(one, s), q), f64x2.mul(f64x2.add(one, s), p));
    const above_ = f64x2.add(f64x2.mul(f64x2.sub(one, s_), q_), f64x2.mul(f64x2.add(one, s_), p_));
    const y = signed(f64x2.div(above, sum), x), y_ = signed(f64x2.div(above_, sum_), x_);
    v128.store(values + at, y);
    v128.store(values + at, y_, 16);
    if (!slopes) continue;
    const dy = f64x2.mul(constant(FOUR), logisticSlopeFrom(lower, upper, sum));
    const dy_ = f64x2.mul(constant(FOUR), logisticSlopeFrom(lower_, upper_, sum_));
    v128.store(slopes + at, dy);
    v128.store(slopes + at, dy_, 16);
    if (!curvatures) continue;
    v128.store(curvatures + at, f64x2.mul(f64x2.mul(constant(MINUS_TWO), y), dy));
    v128.store(curvatures + at, f64x2.mul(f64x2.mul(constant(MINUS_TWO), y_), dy_), 16);
  }
}

/** ((x + a) x + b) x + c */
@inline
function cubic(x: v128, a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(x, a), x), b), x), c);
}

/** (a x + b) x + c */
@inline
function quadratic(x: v128, a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(a, x), b), x), c);
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
