/** Between panels of four samples and plain matrices. */
import { rowBytes } from "./multiply";

/** The address of sample i of a row. */
// @ts-ignore: decorator
@inline
function sampleAt(batch: usize, rows: usize, row: usize, i: usize): usize {
  return batch + ((i >> 2) * rows + row) * rowBytes + (i & 3) * 8;
}

/** Copies a batch into columns first, first + 1, ... of a matrix whose rows are `stride` bytes apart. */
export function unpack(batch: usize, rows: usize, out: usize, stride: usize, first: usize, samples: usize): void {
  for (let row: usize = 0; row < rows; row++)
    for (let i: usize = 0; i < samples; i++)
      store<f64>(out + row * stride + (first + i) * 8, load<f64>(sampleAt(batch, rows, row, i)));
}

/** out = a^T; a is rows x columns. */
export function transpose(a: usize, rows: usize, columns: usize, out: usize): void {
  for (let r: usize = 0; r < rows; r++)
    for (let c: usize = 0; c < columns; c++)
      store<f64>(out + (c * rows + r) * 8, load<f64>(a + (r * columns + c) * 8));
}

/** a := a + a^T of a size x size matrix, tile by tile. */
export function addTransposed(a: usize, size: usize): void {
  const tile: usize = 16;
  for (let r0: usize = 0; r0 < size; r0 += tile)
    for (let c0: usize = 0; c0 <= r0; c0 += tile)
      for (let r = r0, rEnd = min(r0 + tile, size); r < rEnd; r++)
        for (let c = c0, cEnd = min(c0 + tile, r + 1); c < cEnd; c++) {
          const below = a + (r * size + c) * 8;
          const above = a + (c * size + r) * 8;
          const sum = load<f64>(below) + load<f64>(above);
          store<f64>(below, sum);
          store<f64>(above, sum);
        }
}

/**
 * Adds d f/dW = d x^T and d f/db = d of every sample to its row of the Jacobian, rows of `stride` bytes from `out` on.
 * weight and bias are byte offsets inside a row of the Jacobian, plus 1; 0 for fixed or absent ones.
 */
export function writeJacobianRows(
  rows: usize,
  columns: usize,
  d: usize,
  x: usize,
  weight: usize,
  bias: usize,
  out: usize,
  stride: usize,
  samples: usize,
): void {
  for (let i: usize = 0; i < samples; i++, out += stride)
    for (let r: usize = 0; r < rows; r++) {
      const slope = load<f64>(sampleAt(d, rows, r, i));
      if (bias) addTo(out + bias - 1 + r * 8, slope);
      if (!weight) continue;
      let place = out + weight - 1 + r * columns * 8;
      let input = sampleAt(x, columns, 0, i);
      for (let c: usize = 0; c < columns; c++, place += 8, input += rowBytes) addTo(place, slope * load<f64>(input));
    }
}

// @ts-ignore: decorator
@inline
function addTo(place: usize, value: f64): void {
  store<f64>(place, load<f64>(place) + value);
}
