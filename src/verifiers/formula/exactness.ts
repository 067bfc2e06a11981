/** Whether a float64 operation was exact, by error-free transformations (Dekker 1971, Knuth TAOCP 2, 4.2.2). */

/** a + b = s + t with t the rounding error; exact when t is 0. */
export function exactSum(a: number, b: number): boolean {
  const s = a + b;
  const bRounded = s - a;
  return Number.isFinite(s) && a - (s - bRounded) + (b - bRounded) === 0;
}

const splitter = 2 ** 27 + 1;

/** x = high + low with 26 bits each (Veltkamp). */
function halves(x: number): readonly [number, number] {
  const c = splitter * x;
  const high = c - (c - x);
  return [high, x - high];
}

/** False where the splitting itself could over- or underflow: doubt counts as inexact. */
export function exactProduct(a: number, b: number): boolean {
  if (a === 0 || b === 0) return true;
  const p = a * b;
  if (![a, b, p].every((x) => Math.abs(x) < 1e290 && Math.abs(x) > 1e-140)) return false;
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow) === 0;
}

/** a / b is exact when the quotient times b gives a back without rounding. */
export const exactQuotient = (a: number, b: number): boolean => b !== 0 && exactProduct(a / b, b) && (a / b) * b === a;

export const exactRoot = (x: number): boolean => exactProduct(Math.sqrt(x), Math.sqrt(x)) && Math.sqrt(x) ** 2 === x;

/** Whether the decimal literal is the float64 it was read as: 0.5 is, 0.1 is not. */
export function exactLiteral(text: string, value: number): boolean {
  if (/^\d{1,15}$/.test(text) || value === 0) return true;
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = BigInt(whole + fraction);
  const tens = Number(exponent) - fraction.length;
  let scaled = value;
  let twos = 0n;
  for (; !Number.isInteger(scaled); twos++) scaled *= 2;
  // value = scaled 2^-twos and text = digits 10^tens, compared without fractions
  const left = BigInt(scaled) * 10n ** BigInt(Math.max(0, -tens));
  const right = (digits << twos) * 10n ** BigInt(Math.max(0, tens));
  return left === right;
}
