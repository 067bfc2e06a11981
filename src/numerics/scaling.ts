/** Powers of two that bring a matrix to entries of order 1, so that squares neither overflow nor underflow; exact. */

/** A matrix with an infinite or undefined entry: the one refusal of the decompositions, told apart from every other RangeError. */
export class NonFiniteMatrix extends RangeError {
  override readonly name = "NonFiniteMatrix";
}

const view: DataView = new DataView(new ArrayBuffer(8));

/** The power of two at or below x > 0; for subnormal x the smallest positive number. */
export function powerOfTwoBelow(x: number): number {
  view.setFloat64(0, x);
  const exponent = view.getUint32(0) & 0x7ff00000;
  if (exponent === 0) return Number.MIN_VALUE;
  view.setUint32(0, exponent);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** The power of two s with max |a_i / s| in [1, 2); 1 for the zero matrix. Throws NonFiniteMatrix. */
export function scaleOf(a: Float64Array): number {
  let largest = 0;
  // Stays 0 until an infinity or NaN turns it into NaN.
  let defect = 0;
  for (const entry of a) {
    largest = Math.max(largest, Math.abs(entry));
    defect += entry * 0;
  }
  if (defect !== 0) throw new NonFiniteMatrix("the matrix has a non-finite entry");
  return largest === 0 ? 1 : powerOfTwoBelow(largest);
}
