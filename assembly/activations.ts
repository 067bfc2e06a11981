/** Activations on whole batches: values, and where wanted first and second derivatives. The numbers are those of `activationCodes`. */
import {
  BIASED_ROUNDER,
  clamped,
  constant,
  evenPart,
  FOUR,
  HALF_LN2_HIGH,
  HALF_LN2_LOW,
  HALF_LOWEST,
  HALVES_0,
  HALVES_EVEN2,
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
  scaleOf,
  shifted,
  SIGN,
  signed,
  splat,
  TWO,
  upperFrom,
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

/** Entries of a strip: what the first loop of tanh leaves for the second, in the nearest cache. */
const stripBytes: usize = 1024;
/** h and s of a strip. */
const strip: usize = memory.data(2048, 16);

/**
 * The functions of e^(-2|x|) above with every intermediate result multiplied by a power of two, hence with the same bits: h = -r/2 instead of r,
 * (q -+ p)/16 instead of q -+ p. Constants stay in registers. Two loops, because one entry is a chain of thirty dependent operations: a
 * processor that looks ahead sees more entries at a time when the chain is cut in half.
 */
function tanh(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  for (let done: usize = 0; done < bytes; done += stripBytes) {
    const count = min(stripBytes, bytes - done);
    reduce(z + done, count);
    finishTanh(z + done, values + done, slopes ? slopes + done : 0, curvatures ? curvatures + done : 0, count);
  }
}

/** h = |x| + k ln(2)/2 and s = 2^k for the nearest integer k to -2 |x|/ln 2. */
function reduce(z: usize, bytes: usize): void {
  const most = constant(HALF_LOWEST), scale = constant(MINUS_TWO_BY_LN2), rounder = constant(BIASED_ROUNDER);
  const high = constant(HALF_LN2_HIGH), low = constant(HALF_LN2_LOW), sign = constant(SIGN);
  for (let at: usize = 0; at < bytes; at += 16) {
    const t = f64x2.pmin(v128.andnot(v128.load(z + at), sign), most);
    const shift = f64x2.add(f64x2.mul(t, scale), rounder);
    const k = f64x2.sub(shift, rounder);
    v128.store(strip + at, f64x2.add(f64x2.add(t, f64x2.mul(k, high)), f64x2.mul(k, low)));
    v128.store(strip + at, i64x2.shl(shift, 52), stripBytes);
  }
}

function finishTanh(z: usize, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  const even2 = constant(HALVES_EVEN2), zeroth = constant(HALVES_0), odd4 = constant(HALVES_ODD4), odd2 = constant(HALVES_ODD2);
  const four = constant(FOUR), one = constant(ONE), sign = constant(SIGN);
  for (let at: usize = 0; at < bytes; at += 16) {
    const h = v128.load(strip + at), s = v128.load(strip + at, stripBytes), negative = v128.and(v128.load(z + at), sign);
    const h2 = f64x2.mul(h, h);
    const q = f64x2.add(f64x2.mul(f64x2.add(h2, even2), h2), zeroth);
    const p = f64x2.mul(h, f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(odd4, h2), odd2), h2), zeroth));
    const sq = f64x2.mul(s, q), sp = f64x2.mul(s, p);
    const lower = f64x2.add(q, p), upper = f64x2.sub(sq, sp);
    const sum = f64x2.add(lower, upper);
    const above = f64x2.add(f64x2.sub(q, sq), f64x2.add(p, sp));
    const y = v128.or(f64x2.div(above, sum), negative);
    v128.store(values + at, y);
    if (!slopes) continue;
    const dy = f64x2.pmin(f64x2.mul(four, f64x2.div(f64x2.mul(lower, upper), f64x2.mul(sum, sum))), one);
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
    const upper = upperFrom(scaleOf(shift), q, p);
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
    const upper = upperFrom(s, q, p);
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
    const upper = upperFrom(s, q, p);
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
