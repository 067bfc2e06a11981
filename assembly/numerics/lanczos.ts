/**
 * What the Lanczos iteration does to its vectors: projections on a basis and combinations of it, four vectors per pass, as the twin in
 * src/numerics/lanczos-basis.ts does in scalars. The vectors lie side by side, `bytes` apart, with zeros behind an odd number of entries.
 */

@inline
function madd(sum: v128, x: v128, y: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, y));
}

@inline
function total(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** c[k] = q_k . w for k < count; even and odd entries are summed apart. */
export function project(q: usize, count: usize, bytes: usize, w: usize, c: usize): void {
  for (; count >= 4; count -= 4, q += 4 * bytes, c += 32) {
    const q1 = q + bytes, q2 = q1 + bytes, q3 = q2 + bytes;
    let c0 = f64x2.splat(0), c1 = c0, c2 = c0, c3 = c0;
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(w + at);
      c0 = madd(c0, v128.load(q + at), x);
      c1 = madd(c1, v128.load(q1 + at), x);
      c2 = madd(c2, v128.load(q2 + at), x);
      c3 = madd(c3, v128.load(q3 + at), x);
    }
    store<f64>(c, total(c0));
    store<f64>(c, total(c1), 8);
    store<f64>(c, total(c2), 16);
    store<f64>(c, total(c3), 24);
  }
  for (; count > 0; count--, q += bytes, c += 8) {
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) sum = madd(sum, v128.load(q + at), v128.load(w + at));
    store<f64>(c, total(sum));
  }
}

/** w += sign sum_(k < count) c[k] q_k */
export function combine(q: usize, count: usize, bytes: usize, c: usize, sign: f64, w: usize): void {
  for (; count >= 4; count -= 4, q += 4 * bytes, c += 32) {
    const q1 = q + bytes, q2 = q1 + bytes, q3 = q2 + bytes;
    const c0 = f64x2.splat(sign * load<f64>(c)), c1 = f64x2.splat(sign * load<f64>(c, 8));
    const c2 = f64x2.splat(sign * load<f64>(c, 16)), c3 = f64x2.splat(sign * load<f64>(c, 24));
    for (let at: usize = 0; at < bytes; at += 16) {
      const left = madd(f64x2.mul(c0, v128.load(q + at)), c1, v128.load(q1 + at));
      const right = madd(f64x2.mul(c2, v128.load(q2 + at)), c3, v128.load(q3 + at));
      v128.store(w + at, f64x2.add(v128.load(w + at), f64x2.add(left, right)));
    }
  }
  for (; count > 0; count--, q += bytes, c += 8) {
    const c0 = f64x2.splat(sign * load<f64>(c));
    for (let at: usize = 0; at < bytes; at += 16) v128.store(w + at, madd(v128.load(w + at), c0, v128.load(q + at)));
  }
}

/** First free address, after the module's own data. */
export function firstAddress(): usize {
  return (__heap_base + 15) & ~15;
}
