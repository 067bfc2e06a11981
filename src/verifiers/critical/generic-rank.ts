/**
 * Whether a matrix keeps its rank under small changes of its entries: it has the largest rank its shape allows, by a clear margin. Only then
 * does its null space move smoothly with the parameters, and directions built from it exist at all points nearby.
 */
import { norm2 } from "../../numerics/dense.ts";
import { rank } from "../../numerics/qr.ts";

/** Rows this short beside the longest, and singular values this small beside the largest after scaling the rows, count as 0. */
const margin = 1e-8;

/** `rows`: count x columns, row-major. */
export function isGeneric(rows: Float64Array, count: number, columns: number): boolean {
  const lengths = Array.from({ length: count }, (_, r) => norm2(rows.subarray(r * columns, (r + 1) * columns)));
  const longest = Math.max(0, ...lengths);
  if (lengths.some((length) => length <= margin * longest)) return false;
  const scaled = rows.map((entry, at) => entry / lengths[Math.floor(at / columns)]!);
  return rank(scaled, count, columns, margin) === Math.min(count, columns);
}
