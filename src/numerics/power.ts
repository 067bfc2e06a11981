/** Whole powers by repeated squaring: the same bits on every machine, which Math.pow does not promise. Relative error at most 2 n eps. */

/** x^n for a whole n >= 0. */
export function power(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let k = n; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
