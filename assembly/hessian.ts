/**
 * The exact Hessian by per-layer responses, see src/models/engines/hessian.ts: for every row p of every affine output z_k the tape of
 * directional passes gives R{delta_l} and R{a_l} of each sample, and with M_lij = R{delta_li} a_lj + delta_li R{a_lj}
 *   d(dR/dW_lij) / dW_kpq = sum_s a_kqs M_lijs    for l at or after k.
 * Each unordered pair is met once; the caller adds the transpose.
 */
import { seed } from "./elementwise";
import { rowBytes } from "./multiply";
import { outer, rowSums } from "./outer";
import { address, panels, run } from "./tape";

/** Bytes of a row of the table of affine operations, in the order of the program; the fields follow. */
const layerBytes: usize = 64;
const ROWS: usize = 0;
const COLUMNS: usize = 1;
/** Byte offset of the first trainable entry in a row of the Hessian, plus 1; 0 for fixed or absent ones. */
const WEIGHT: usize = 2;
const BIAS: usize = 3;
const INPUT: usize = 4;
const DELTA: usize = 5;
/** Derivatives along a direction; the input's is 0 for the data. */
const INPUT_DOT: usize = 6;
const DELTA_DOT: usize = 7;
/** The passes after the operation, and the batch that a perturbed row of z sets. */
const FORWARD: usize = 8;
const BACKWARD_END: usize = 9;
const OUTPUT_DOT: usize = 10;

// @ts-ignore: decorator
@inline
function field(layer: usize, at: usize): usize {
  return <usize>load<u32>(layer + 4 * at);
}

/** Adds the contribution of the chunk at work. `moment` has room for the widest input. */
export function addHessian(
  layers: usize,
  count: usize,
  forwardEnd: usize,
  backward: usize,
  moment: usize,
  hessian: usize,
  size: usize,
): void {
  const end = layers + count * layerBytes;
  // From last to first, so that the nodes before z_k have not moved yet.
  for (let source = end; source > layers; ) {
    source -= layerBytes;
    if (!field(source, WEIGHT) && !field(source, BIAS)) continue;
    const rows = field(source, ROWS);
    for (let row: usize = 0; row < rows; row++) {
      seed(address(source, OUTPUT_DOT), rows, row, panels, rowBytes);
      run(field(source, FORWARD), forwardEnd);
      run(backward, field(source, BACKWARD_END));
      for (let target = source; target < end; target += layerBytes)
        addPair(source, row, target, moment, hessian, size * 8);
    }
  }
}

/** Within one operation pairs of different rows are met from the smaller row alone, pairs inside a row in both orders: they count half. */
function addPair(source: usize, row: usize, target: usize, moment: usize, hessian: usize, stride: usize): void {
  const rows = field(target, ROWS);
  const columns = field(target, COLUMNS);
  const weight = field(target, WEIGHT);
  const bias = field(target, BIAS);
  if (!weight && !bias) return;
  const same = source == target;
  for (let i = same ? row : 0; i < rows; i++) {
    const share: f64 = same && i == row ? 0.5 : 1;
    if (weight) {
      writeMoments(target, i, share, moment);
      addRows(source, row, moment, columns, hessian + weight - 1 + i * columns * 8, stride);
    }
    if (bias) {
      writeRow(target, i, share, moment);
      addRows(source, row, moment, 1, hessian + bias - 1 + i * 8, stride);
    }
  }
}

/**
 * H[(k, row, q), t] += sum_s a_kqs moment_ts and H[(k, row), t] += sum_s moment_ts for the columns t of `moment`; `place` is H[0, t].
 * All of a source's row goes to a few neighbouring rows of H, which stay in the cache.
 */
function addRows(source: usize, row: usize, moment: usize, count: usize, place: usize, stride: usize): void {
  const columns = field(source, COLUMNS);
  const weight = field(source, WEIGHT);
  const bias = field(source, BIAS);
  const bytes = count * rowBytes;
  if (weight) {
    const first = place + ((weight - 1) / 8 + row * columns) * stride;
    outer(columns, count, panels, first, stride, address(source, INPUT), columns * rowBytes, moment, bytes, 0, 0, 0, 0);
  }
  if (bias) rowSums(count, panels, place + ((bias - 1) / 8 + row) * stride, 8, moment, bytes);
}

/** moment_j = share (R{delta_i} a_j + delta_i R{a_j}) for all inputs j. */
function writeMoments(target: usize, i: usize, share: f64, moment: usize): void {
  const columns = field(target, COLUMNS);
  const deltaBytes = field(target, ROWS) * rowBytes;
  const factor = f64x2.splat(share);
  let delta = address(target, DELTA) + i * rowBytes;
  let deltaDot = address(target, DELTA_DOT) + i * rowBytes;
  let input = address(target, INPUT);
  let inputDot = address(target, INPUT_DOT);
  for (let panel: usize = 0; panel < panels; panel++, delta += deltaBytes, deltaDot += deltaBytes) {
    const d0 = f64x2.mul(factor, v128.load(delta)), d1 = f64x2.mul(factor, v128.load(delta, 16));
    const e0 = f64x2.mul(factor, v128.load(deltaDot)), e1 = f64x2.mul(factor, v128.load(deltaDot, 16));
    for (const end = input + columns * rowBytes; input < end; input += rowBytes, moment += rowBytes) {
      let m0 = f64x2.mul(e0, v128.load(input)), m1 = f64x2.mul(e1, v128.load(input, 16));
      if (inputDot) {
        m0 = f64x2.add(m0, f64x2.mul(d0, v128.load(inputDot)));
        m1 = f64x2.add(m1, f64x2.mul(d1, v128.load(inputDot, 16)));
        inputDot += rowBytes;
      }
      v128.store(moment, m0);
      v128.store(moment, m1, 16);
    }
  }
}

/** moment = share R{delta_i}. */
function writeRow(target: usize, i: usize, share: f64, moment: usize): void {
  const bytes = field(target, ROWS) * rowBytes;
  const factor = f64x2.splat(share);
  let deltaDot = address(target, DELTA_DOT) + i * rowBytes;
  for (let panel: usize = 0; panel < panels; panel++, deltaDot += bytes, moment += rowBytes) {
    v128.store(moment, f64x2.mul(factor, v128.load(deltaDot)));
    v128.store(moment, f64x2.mul(factor, v128.load(deltaDot, 16)), 16);
  }
}
