/**
 * Student's t distribution with an integer number of degrees of freedom, through the incomplete beta function.
 * Relative error about (freedom + 10) eps. Reference: Abramowitz, Stegun 26.5.8 and 26.7.1; only + - * / and sqrt.
 */

/** x^n for an integer n >= 0, by repeated squaring. */
function integerPower(x: number, n: number): number {
  let result = 1;
  for (let rest = n, square = x; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) result *= square;
  }
  return result;
}

/** B(n/2, 1/2) from B(1/2, 1/2) = pi, B(1, 1/2) = 2 and B(a + 1, b) = B(a, b) a/(a + b). */
function betaHalf(n: number): number {
  let value = n % 2 === 1 ? Math.PI : 2;
  for (let a = n % 2 === 1 ? 0.5 : 1; a < n / 2; a++) value *= a / (a + 0.5);
  return value;
}

/** The continued fraction K of I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) K, by Lentz's method; for x < (a+1)/(a+b+2). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < 2 ** -52) break;
  }
  return value;
}

/** P(|T| > t) = I_x(n/2, 1/2) with x = n/(n + t^2). */
export function studentTail(t: number, freedom: number): number {
  const x = freedom / (freedom + t * t);
  const y = (t * t) / (freedom + t * t);
  const a = freedom / 2;
  // x^a (1 - x)^b / B(a, b)
  const front = (integerPower(Math.sqrt(x), freedom) * Math.sqrt(y)) / betaHalf(freedom);
  if (x < (a + 1) / (a + 2.5)) return (front / a) * betaFraction(x, a, 0.5);
  return 1 - (front / 0.5) * betaFraction(y, 0.5, a);
}

/** The t with P(|T| <= t) = confidence, by bisection to the last bit. */
export function studentQuantile(confidence: number, freedom: number): number {
  if (!(confidence > 0 && confidence < 1) || !Number.isSafeInteger(freedom) || freedom < 1) {
    throw new RangeError(`no Student quantile for confidence ${confidence} and ${freedom} degrees of freedom`);
  }
  const tail = 1 - confidence;
  let low = 0;
  let high = 1;
  while (studentTail(high, freedom) > tail) high *= 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
}
