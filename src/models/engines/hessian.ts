/**
 * The exact Hessian by per-layer responses. Perturbing row p of z_k for every sample at once gives d delta_l / d z_kp and
 * d a_l / d z_kp of each sample, and since z_kp = sum_q W_kpq a_kq + b_kp,
 *   d(dR/dW_lij) / dW_kpq = sum_s a_kqs (R{delta_lis} a_ljs + delta_lis R{a_ljs})   for l at or after k.
 * Only these pairs are computed, then mirrored. Cost P^2 n flops for the sums and O(P n Z) for the responses.
 */
import { backwardDots, forwardDots, seedAdjointDots } from "./directional-passes.ts";
import { addDots, sumRow, writeMoment } from "./kernels.ts";
import type { AffineStep, Workspace } from "./workspace.ts";

/** Writes the P x P Hessian. Wants forward, reverse and activation derivatives at theta in the workspace. */
export function writeHessian(work: Workspace, theta: Float64Array, out: Float64Array): void {
  const { affine, dots, n } = work;
  const size = work.problem.program.free.length;
  const moment = new Float64Array(n);
  out.fill(0);
  // Sources go from last to first, so that the nodes before z_k have not moved yet.
  for (const dot of dots) dot.fill(0);
  for (let k = affine.length - 1; k >= 0; k--) {
    const source = affine[k]!;
    if (!isTrainable(source)) continue;
    for (let row = 0; row < source.weight.rows; row++) {
      respond(work, theta, source, row);
      for (let l = k; l < affine.length; l++)
        if (isTrainable(affine[l]!)) addPair(work, source, row, affine[l]!, moment, size, out);
    }
  }
  addTransposed(out, size);
}

const isTrainable = ({ weightPlace, biasPlace }: AffineStep): boolean => weightPlace >= 0 || biasPlace >= 0;

/** Derivatives of all later nodes and adjoints with respect to row `row` of z_k. */
function respond(work: Workspace, theta: Float64Array, { operation, position }: AffineStep, row: number): void {
  const dot = work.dots[operation.output]!;
  dot.fill(0);
  dot.fill(1, row * work.n, (row + 1) * work.n);
  forwardDots(work, theta, null, position + 1);
  seedAdjointDots(work);
  backwardDots(work, theta, null, position + 1);
}

/**
 * Adds d(dR/d target) / d(row of source), each unordered pair of coordinates once. Within one operation pairs of different rows are
 * met from the smaller row alone, while pairs inside a row are met in both orders and count half each.
 */
function addPair(
  work: Workspace,
  source: AffineStep,
  row: number,
  target: AffineStep,
  moment: Float64Array,
  size: number,
  out: Float64Array,
): void {
  const { n } = work;
  const { rows, columns } = target.weight;
  const delta = work.adjoints[target.operation.output]!;
  const deltaDot = work.adjointDots[target.operation.output]!;
  const input = work.nodes[target.operation.input]!;
  const inputDot = work.dots[target.operation.input]!;
  for (let i = source === target ? row : 0; i < rows; i++) {
    const share = source === target && i === row ? 0.5 : 1;
    if (target.weightPlace >= 0)
      for (let j = 0; j < columns; j++) {
        const sum = writeMoment(deltaDot, delta, i * n, input, inputDot, j * n, n, moment);
        addColumn(work, source, row, moment, 0, sum, share, target.weightPlace + i * columns + j, size, out);
      }
    if (target.biasPlace >= 0) {
      const sum = sumRow(deltaDot, i * n, n);
      addColumn(work, source, row, deltaDot, i * n, sum, share, target.biasPlace + i, size, out);
    }
  }
}

/** H[(k, row, q), t] += share sum_s a_kqs moment_s for all q, and share sum_s moment_s for the bias of the row. */
function addColumn(
  { nodes, n }: Workspace,
  { operation, weight: { columns }, weightPlace, biasPlace }: AffineStep,
  row: number,
  moment: Float64Array,
  offset: number,
  sum: number,
  share: number,
  t: number,
  size: number,
  out: Float64Array,
): void {
  if (weightPlace >= 0) {
    const first = (weightPlace + row * columns) * size + t;
    addDots(moment, offset, nodes[operation.input]!, columns, n, share, out, first, size);
  }
  if (biasPlace >= 0) {
    const at = (biasPlace + row) * size + t;
    out[at] = out[at]! + share * sum;
  }
}

/** A := A + A^T. */
function addTransposed(a: Float64Array, size: number): void {
  for (let r = 0; r < size; r++) {
    for (let c = 0; c < r; c++) {
      const sum = a[r * size + c]! + a[c * size + r]!;
      a[r * size + c] = sum;
      a[c * size + r] = sum;
    }
    a[r * size + r] = 2 * a[r * size + r]!;
  }
}
