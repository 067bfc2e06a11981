/**
 * Householder reduction of a symmetric matrix to tridiagonal form, two columns at a time; src/numerics/tridiagonal.ts has the same
 * in scalar steps. Arrays are addresses of float64 numbers. The lower triangle comes in packed rows and leaves as the reflectors.
 */

@inline
function at(array: usize, index: i32): usize {
  return array + ((<usize>index) << 3);
}

@inline
function row(packed: usize, i: i32): usize {
  return at(packed, (i * (i + 1)) >> 1);
}

@inline
function both(x: f64): v128 {
  return f64x2.splat(x);
}

@inline
function total(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** a - (v q_k + q v_k). */
@inline
function updated(a: v128, v: v128, qk: v128, q: v128, vk: v128): v128 {
  return f64x2.sub(a, f64x2.add(f64x2.mul(v, qk), f64x2.mul(q, vk)));
}

/** Columns from..j-1 of row j and the diagonal: applies the update, adds to p. */
function finishRow(packed: usize, j: i32, from: i32, v: usize, q: usize, u: usize, p: usize): void {
  const first = row(packed, j);
  const vj = load<f64>(at(v, j));
  const qj = load<f64>(at(q, j));
  const uj = load<f64>(at(u, j));
  let sum = load<f64>(at(p, j));
  for (let k = from; k < j; k++) {
    const entry = load<f64>(at(first, k)) - (vj * load<f64>(at(q, k)) + qj * load<f64>(at(v, k)));
    store<f64>(at(first, k), entry);
    sum += entry * load<f64>(at(u, k));
    store<f64>(at(p, k), load<f64>(at(p, k)) + entry * uj);
  }
  const diagonal = load<f64>(at(first, j)) - 2 * vj * qj;
  store<f64>(at(first, j), diagonal);
  store<f64>(at(p, j), sum + diagonal * uj);
}

/** Rows j to j + 3 left of column j, an even number of columns; starts their entries of p. */
function updateFourRows(packed: usize, j: i32, v: usize, q: usize, u: usize, p: usize): void {
  const row0 = row(packed, j);
  const row1 = row(packed, j + 1);
  const row2 = row(packed, j + 2);
  const row3 = row(packed, j + 3);
  const v0 = both(load<f64>(at(v, j)));
  const v1 = both(load<f64>(at(v, j + 1)));
  const v2 = both(load<f64>(at(v, j + 2)));
  const v3 = both(load<f64>(at(v, j + 3)));
  const q0 = both(load<f64>(at(q, j)));
  const q1 = both(load<f64>(at(q, j + 1)));
  const q2 = both(load<f64>(at(q, j + 2)));
  const q3 = both(load<f64>(at(q, j + 3)));
  const u0 = both(load<f64>(at(u, j)));
  const u1 = both(load<f64>(at(u, j + 1)));
  const u2 = both(load<f64>(at(u, j + 2)));
  const u3 = both(load<f64>(at(u, j + 3)));
  let sum0 = both(0);
  let sum1 = both(0);
  let sum2 = both(0);
  let sum3 = both(0);
  const bytes = (<usize>j) << 3;
  for (let k: usize = 0; k < bytes; k += 16) {
    const vk = v128.load(v + k);
    const qk = v128.load(q + k);
    const uk = v128.load(u + k);
    const a0 = updated(v128.load(row0 + k), v0, qk, q0, vk);
    const a1 = updated(v128.load(row1 + k), v1, qk, q1, vk);
    const a2 = updated(v128.load(row2 + k), v2, qk, q2, vk);
    const a3 = updated(v128.load(row3 + k), v3, qk, q3, vk);
    v128.store(row0 + k, a0);
    v128.store(row1 + k, a1);
    v128.store(row2 + k, a2);
    v128.store(row3 + k, a3);
    sum0 = f64x2.add(sum0, f64x2.mul(a0, uk));
    sum1 = f64x2.add(sum1, f64x2.mul(a1, uk));
    sum2 = f64x2.add(sum2, f64x2.mul(a2, uk));
    sum3 = f64x2.add(sum3, f64x2.mul(a3, uk));
    const left = f64x2.add(f64x2.mul(a0, u0), f64x2.mul(a1, u1));
    const right = f64x2.add(f64x2.mul(a2, u2), f64x2.mul(a3, u3));
    v128.store(p + k, f64x2.add(v128.load(p + k), f64x2.add(left, right)));
  }
  store<f64>(at(p, j), total(sum0));
  store<f64>(at(p, j + 1), total(sum1));
  store<f64>(at(p, j + 2), total(sum2));
  store<f64>(at(p, j + 3), total(sum3));
}

/** A -= v q^T + q v^T on the leading m x m block, and p = A u. */
function updateAndMultiply(packed: usize, m: i32, v: usize, q: usize, u: usize, p: usize): void {
  const blocked = m & ~3;
  for (let j = 0; j < blocked; j += 4) {
    updateFourRows(packed, j, v, q, u, p);
    for (let r = j; r < j + 4; r++) finishRow(packed, r, j, v, q, u, p);
  }
  for (let j = blocked; j < m; j++) {
    store<f64>(at(p, j), 0);
    finishRow(packed, j, 0, v, q, u, p);
  }
}

/** Row j of A -= v q^T + q v^T. */
function updateRow(packed: usize, j: i32, v: usize, q: usize): void {
  const first = row(packed, j);
  const vj = load<f64>(at(v, j));
  const qj = load<f64>(at(q, j));
  for (let k = 0; k <= j; k++)
    store<f64>(at(first, k), load<f64>(at(first, k)) - (vj * load<f64>(at(q, k)) + qj * load<f64>(at(v, k))));
}

/** Squared lengths below this count as zero. */
const negligible: f64 = 1e-280;

/** (I - u u^T / h) x = beta e_(m-1) for the first m entries x of row m, in place and into u; returns h, 0 for the identity. */
function reflector(packed: usize, m: i32, u: usize, beta: usize): f64 {
  const first = row(packed, m);
  let squares: f64 = 0;
  for (let k = 0; k < m - 1; k++) squares += load<f64>(at(first, k)) * load<f64>(at(first, k));
  const alpha = load<f64>(at(first, m - 1));
  if (squares < negligible) {
    memory.fill(u, 0, (<usize>m) << 3);
    store<f64>(beta, alpha);
    return 0;
  }
  // beta = -sign(alpha) |x|, u = x - beta e_(m-1), h = u.u/2 = beta (beta - alpha)
  const length = sqrt(squares + alpha * alpha);
  const b = alpha > 0 ? -length : length;
  store<f64>(at(first, m - 1), alpha - b);
  memory.copy(u, first, (<usize>m) << 3);
  store<f64>(beta, b);
  return b * (b - alpha);
}

/** q = p/h - (u.p)/(2 h^2) u, in place of p. */
function updateVector(p: usize, u: usize, m: i32, h: f64): void {
  let product: f64 = 0;
  for (let k = 0; k < m; k++) {
    const entry = load<f64>(at(p, k)) / h;
    store<f64>(at(p, k), entry);
    product += entry * load<f64>(at(u, k));
  }
  const shift = product / (2 * h);
  for (let k = 0; k < m; k++) store<f64>(at(p, k), load<f64>(at(p, k)) - shift * load<f64>(at(u, k)));
}

/** `packed` holds n (n + 1) / 2 numbers; diagonal, offDiagonal and h have n each; `work` has room for 4 n, all zero. */
export function tridiagonalise(packed: usize, n: i32, diagonal: usize, offDiagonal: usize, h: usize, work: usize): void {
  let v = work;
  let q = at(work, n);
  let u = at(work, 2 * n);
  let p = at(work, 3 * n);
  for (let m = n - 1; m >= 0; m--) {
    updateRow(packed, m, v, q);
    store<f64>(at(diagonal, m), load<f64>(row(packed, m) + ((<usize>m) << 3)));
    if (m == 0) break;
    const height = reflector(packed, m, u, at(offDiagonal, m - 1));
    store<f64>(at(h, m), height);
    updateAndMultiply(packed, m, v, q, u, p);
    if (height == 0) memory.fill(p, 0, (<usize>n) << 3);
    else updateVector(p, u, m, height);
    let other = v;
    v = u;
    u = other;
    other = q;
    q = p;
    p = other;
  }
}

/** First free address, after the module's own data. */
export function firstAddress(): usize {
  return (__heap_base + 15) & ~15;
}
