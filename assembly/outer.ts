/** Products of batches summed over the samples: g[r, c] += sum_i d[r, i] x[c, i]. Within a panel even and odd samples are summed apart. */
import { rowBytes } from "./multiply";

/**
 * R x C neighbouring entries of g += d x^T + e y^T over all panels, R <= 4 and C <= 2 constants. The batches are advanced to the block;
 * dBytes ... are the bytes from one panel to the next, `stride` from one row of g to the next. 0 stands for an absent e.
 */
// @ts-ignore: decorator
@inline
function block(
  R: i32,
  C: i32,
  panels: usize,
  g: usize,
  stride: usize,
  dFirst: usize,
  dBytes: usize,
  xFirst: usize,
  xBytes: usize,
  e: usize,
  eBytes: usize,
  y: usize,
  yBytes: usize,
): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  // One vector of every row per pass: d x^T over the first two samples of the panels, over the last two, then e y^T the same way.
  // More at a time would not fit in the registers.
  for (let pass = 0; pass < 4; pass++) {
    if (pass == 2 && !e) break;
    const bytes = pass < 2 ? dBytes : eBytes;
    const inputBytes = pass < 2 ? xBytes : yBytes;
    const half: usize = pass & 1 ? 16 : 0;
    let d = (pass < 2 ? dFirst : e) + half;
    let x = (pass < 2 ? xFirst : y) + half;
    for (const end = d + panels * bytes; d < end; d += bytes, x += inputBytes) {
      const x0 = v128.load(x);
      let x1 = x0;
      if (C > 1) x1 = v128.load(x, 32);
      let v = v128.load(d);
      c00 = f64x2.add(c00, f64x2.mul(v, x0));
      if (C > 1) c01 = f64x2.add(c01, f64x2.mul(v, x1));
      if (R > 1) {
        v = v128.load(d, 32);
        c10 = f64x2.add(c10, f64x2.mul(v, x0));
        if (C > 1) c11 = f64x2.add(c11, f64x2.mul(v, x1));
      }
      if (R > 2) {
        v = v128.load(d, 64);
        c20 = f64x2.add(c20, f64x2.mul(v, x0));
        if (C > 1) c21 = f64x2.add(c21, f64x2.mul(v, x1));
      }
      if (R > 3) {
        v = v128.load(d, 96);
        c30 = f64x2.add(c30, f64x2.mul(v, x0));
        if (C > 1) c31 = f64x2.add(c31, f64x2.mul(v, x1));
      }
    }
  }
  addSums(C, g, c00, c01);
  if (R > 1) addSums(C, g + stride, c10, c11);
  if (R > 2) addSums(C, g + 2 * stride, c20, c21);
  if (R > 3) addSums(C, g + 3 * stride, c30, c31);
}

/** Adds both lanes of a to g[0], and of b to g[1]. */
// @ts-ignore: decorator
@inline
function addSums(C: i32, g: usize, a: v128, b: v128): void {
  if (C > 1) {
    const sums = f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
    v128.store(g, f64x2.add(v128.load(g), sums));
  } else store<f64>(g, load<f64>(g) + (f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1)));
}

/** All rows x columns of g += d x^T + e y^T. */
export function outer(
  rows: usize,
  columns: usize,
  panels: usize,
  g: usize,
  stride: usize,
  d: usize,
  dBytes: usize,
  x: usize,
  xBytes: usize,
  e: usize,
  eBytes: usize,
  y: usize,
  yBytes: usize,
): void {
  for (let left = rows; left > 0; ) {
    const count = left / ((left + 3) / 4);
    let c: usize = 0;
    for (; c + 1 < columns; c += 2) {
      const xc = x + c * rowBytes, yc = y + c * rowBytes, gc = g + c * 8;
      if (count == 4) block(4, 2, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
      else if (count == 3) block(3, 2, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
      else if (count == 2) block(2, 2, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
      else block(1, 2, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
    }
    if (c < columns) {
      const xc = x + c * rowBytes, yc = y + c * rowBytes, gc = g + c * 8;
      if (count == 4) block(4, 1, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
      else if (count == 3) block(3, 1, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
      else if (count == 2) block(2, 1, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
      else block(1, 1, panels, gc, stride, d, dBytes, xc, xBytes, e, eBytes, yc, yBytes);
    }
    left -= count;
    g += count * stride;
    d += count * rowBytes;
    if (e) e += count * rowBytes;
  }
}

/** g[r stride] += sum_i d[r, i]. */
export function rowSums(rows: usize, panels: usize, g: usize, stride: usize, d: usize, dBytes: usize): void {
  for (let r: usize = 0; r < rows; r++) {
    let sum = f64x2.splat(0);
    for (let p: usize = 0, at = d + r * rowBytes; p < panels; p++, at += dBytes)
      sum = f64x2.add(f64x2.add(sum, v128.load(at)), v128.load(at, 16));
    const place = g + r * stride;
    store<f64>(place, load<f64>(place) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
  }
}
