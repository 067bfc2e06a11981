/**
 * Products of a small matrix with a batch. A batch of k rows is a sequence of panels; a panel holds four samples, row after row, so one
 * row of a panel is two vectors. Sums run over the terms in their order, one after another, whatever the blocking.
 */

/** Bytes of one row of a panel: four samples. */
@inline
export const rowBytes: usize = 32;

/** c += w x for the R rows of a block. */
@inline
function madd(c: v128, w: v128, x: v128): v128 {
  return f64x2.add(c, f64x2.mul(w, x));
}

/**
 * out[o] = slope[o] (sum_k a[k lda + o] x[k] + sum_k b[k ldb + o] y[k] + bias[o] + from[o]) for R neighbouring rows o of every panel.
 * a and b are advanced to the block; out, bias, from and slope too. 0 stands for an absent b, bias, from or slope. R <= 4 is a constant:
 * more sums do not fit in the registers.
 */
@inline
function multiplyRows(
  R: i32,
  panels: usize,
  out: usize,
  outBytes: usize,
  a: usize,
  lda: usize,
  x: usize,
  xTerms: usize,
  b: usize,
  ldb: usize,
  y: usize,
  yTerms: usize,
  bias: usize,
  from: usize,
  slope: usize,
): void {
  const xBytes = xTerms * rowBytes;
  const yBytes = yTerms * rowBytes;
  for (const end = out + panels * outBytes; out < end; out += outBytes) {
    let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    let w = a;
    for (const last = x + xBytes; x < last; x += rowBytes) {
      const x0 = v128.load(x), x1 = v128.load(x, 16);
      let v = v128.load_splat<f64>(w);
      c00 = madd(c00, v, x0);
      c01 = madd(c01, v, x1);
      if (R > 1) {
        v = v128.load_splat<f64>(w, 8);
        c10 = madd(c10, v, x0);
        c11 = madd(c11, v, x1);
      }
      if (R > 2) {
        v = v128.load_splat<f64>(w, 16);
        c20 = madd(c20, v, x0);
        c21 = madd(c21, v, x1);
      }
      if (R > 3) {
        v = v128.load_splat<f64>(w, 24);
        c30 = madd(c30, v, x0);
        c31 = madd(c31, v, x1);
      }
      w += lda;
    }
    if (b) {
      w = b;
      for (const last = y + yBytes; y < last; y += rowBytes) {
        const x0 = v128.load(y), x1 = v128.load(y, 16);
        let v = v128.load_splat<f64>(w);
        c00 = madd(c00, v, x0);
        c01 = madd(c01, v, x1);
        if (R > 1) {
          v = v128.load_splat<f64>(w, 8);
          c10 = madd(c10, v, x0);
          c11 = madd(c11, v, x1);
        }
        if (R > 2) {
          v = v128.load_splat<f64>(w, 16);
          c20 = madd(c20, v, x0);
          c21 = madd(c21, v, x1);
        }
        if (R > 3) {
          v = v128.load_splat<f64>(w, 24);
          c30 = madd(c30, v, x0);
          c31 = madd(c31, v, x1);
        }
        w += ldb;
      }
    }
    if (bias) {
      let v = v128.load_splat<f64>(bias);
      c00 = f64x2.add(c00, v);
      c01 = f64x2.add(c01, v);
      if (R > 1) {
        v = v128.load_splat<f64>(bias, 8);
        c10 = f64x2.add(c10, v);
        c11 = f64x2.add(c11, v);
      }
      if (R > 2) {
        v = v128.load_splat<f64>(bias, 16);
        c20 = f64x2.add(c20, v);
        c21 = f64x2.add(c21, v);
      }
      if (R > 3) {
        v = v128.load_splat<f64>(bias, 24);
        c30 = f64x2.add(c30, v);
        c31 = f64x2.add(c31, v);
      }
    }
    if (from) {
      c00 = f64x2.add(v128.load(from), c00);
      c01 = f64x2.add(v128.load(from, 16), c01);
      if (R > 1) {
        c10 = f64x2.add(v128.load(from, 32), c10);
        c11 = f64x2.add(v128.load(from, 48), c11);
      }
      if (R > 2) {
        c20 = f64x2.add(v128.load(from, 64), c20);
        c21 = f64x2.add(v128.load(from, 80), c21);
      }
      if (R > 3) {
        c30 = f64x2.add(v128.load(from, 96), c30);
        c31 = f64x2.add(v128.load(from, 112), c31);
      }
      from += outBytes;
    }
    if (slope) {
      c00 = f64x2.mul(v128.load(slope), c00);
      c01 = f64x2.mul(v128.load(slope, 16), c01);
      if (R > 1) {
        c10 = f64x2.mul(v128.load(slope, 32), c10);
        c11 = f64x2.mul(v128.load(slope, 48), c11);
      }
      if (R > 2) {
        c20 = f64x2.mul(v128.load(slope, 64), c20);
        c21 = f64x2.mul(v128.load(slope, 80), c21);
      }
      if (R > 3) {
        c30 = f64x2.mul(v128.load(slope, 96), c30);
        c31 = f64x2.mul(v128.load(slope, 112), c31);
      }
      slope += outBytes;
    }
    v128.store(out, c00);
    v128.store(out, c01, 16);
    if (R > 1) {
      v128.store(out, c10, 32);
      v128.store(out, c11, 48);
    }
    if (R > 2) {
      v128.store(out, c20, 64);
      v128.store(out, c21, 80);
    }
    if (R > 3) {
      v128.store(out, c30, 96);
      v128.store(out, c31, 112);
    }
  }
}

/** Rows of the next block: blocks of at most four, as equal as possible. */
@inline
export function blockRows(left: usize): usize {
  return left / ((left + 3) / 4);
}

/** The product above for all rows. lda and ldb in bytes. */
export function multiply(
  rows: usize,
  panels: usize,
  out: usize,
  a: usize,
  lda: usize,
  x: usize,
  xTerms: usize,
  b: usize,
  ldb: usize,
  y: usize,
  yTerms: usize,
  bias: usize,
  from: usize,
  slope: usize,
): void {
  const outBytes = rows * rowBytes;
  for (let left = rows; left > 0; ) {
    const count = blockRows(left);
    if (count == 4) multiplyRows(4, panels, out, outBytes, a, lda, x, xTerms, b, ldb, y, yTerms, bias, from, slope);
    else if (count == 3) multiplyRows(3, panels, out, outBytes, a, lda, x, xTerms, b, ldb, y, yTerms, bias, from, slope);
    else if (count == 2) multiplyRows(2, panels, out, outBytes, a, lda, x, xTerms, b, ldb, y, yTerms, bias, from, slope);
    else multiplyRows(1, panels, out, outBytes, a, lda, x, xTerms, b, ldb, y, yTerms, bias, from, slope);
    left -= count;
    out += count * rowBytes;
    a += count * 8;
    if (b) b += count * 8;
    if (bias) bias += count * 8;
    if (from) from += count * rowBytes;
    if (slope) slope += count * rowBytes;
  }
}
