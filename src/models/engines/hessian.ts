/**
 * The exact Hessian by per-layer responses. Perturbing row p of z_k for every sample at once gives d delta_l / d z_kp and
 * d a_l / d z_kp of each sample, and since z_kp = sum_q W_kpq a_kq + b_kp,
 *   d(dR/dW_lij) / dW_kpq = sum_s a_kqs (R{delta_lis} a_ljs + delta_lis R{a_ljs})   for l at or after k.
 * Only these pairs are computed, then mirrored. Cost P^2 n flops for the sums and O(P n Z) for the responses.
 */
import { backwardDots, copyFactors, forwardDots, seedAdjointDots } from "./directional-passes.ts";
import { addDots, sumRow, weightedMoment, writeMoment } from "./kernels.ts";
import { type AffineStep, createTangents, type Tangents, type Workspace } from "./workspace.ts";

/** Responses computed side by side share the overhead of a pass, as long as they stay in the nearest cache. */
const responseEntries = 256;

/** Tangents for a number of responses at a time. */
export type ResponseTangents = (responses: number) => Tangents;

/** Allocated at the first call for each number. */
export function responseTangents({ problem, n }: Workspace): ResponseTangents {
  const made = new Map<number, Tangents>();
  return (responses) => {
    const tangents = made.get(responses) ?? createTangents(problem.program, responses * n);
    made.set(responses, tangents);
    return tangents;
  };
}

/** Writes the P x P Hessian. Wants values, adjoints and the derivatives of activations and loss at theta in the workspace. */
export function writeHessian(
  work: Workspace,
  tangentsFor: ResponseTangents,
  theta: Float64Array,
  out: Float64Array,
): void {
  const { affine, n } = work;
  const moment = new Float64Array(n);
  const prepared = new Set<Tangents>();
  out.fill(0);
  // Sources go from last to first, so that the nodes before z_k have not moved yet.
  for (let k = affine.length - 1; k >= 0; k--) {
    const source = affine[k]!;
    if (!isTrainable(source)) continue;
    const { rows } = source.weight;
    const together = Math.min(rows, Math.max(1, Math.floor(responseEntries / n)));
    const tangents = tangentsFor(together);
    if (!prepared.has(tangents)) prepare(work, tangents);
    prepared.add(tangents);
    for (let first = 0; first < rows; first += together) {
      const count = Math.min(together, rows - first);
      respond(work, tangents, theta, source, first, count);
      for (let c = 0; c < count; c++)
        for (let l = k; l < affine.length; l++)
          if (isTrainable(affine[l]!)) addPair(work, tangents, c, source, first + c, affine[l]!, moment, out);
    }
  }
  addTransposed(out, work.problem.program.free.length);
}

const isTrainable = ({ weightPlace, biasPlace }: AffineStep): boolean => weightPlace >= 0 || biasPlace >= 0;

function prepare(work: Workspace, tangents: Tangents): void {
  copyFactors(work, tangents);
  for (const dot of tangents.dots) dot.fill(0);
}

/** Derivatives of all later nodes and adjoints with respect to the rows first, first + 1, ... of z_k, side by side. */
function respond(
  work: Workspace,
  tangents: Tangents,
  theta: Float64Array,
  { operation, position }: AffineStep,
  first: number,
  count: number,
): void {
  const dot = tangents.dots[operation.output]!;
  dot.fill(0);
  for (let c = 0; c < count; c++) {
    const start = (first + c) * tangents.n + c * work.n;
    dot.fill(1, start, start + work.n);
  }
  forwardDots(work, tangents, theta, null, position + 1);
  seedAdjointDots(work, tangents);
  backwardDots(work, tangents, theta, null, position + 1);
}

/**
 * Adds d(dR/d target) / d(row of source), each unordered pair of coordinates once. Within one operation pairs of different rows are
 * met from the smaller row alone, while pairs inside a row are met in both orders and count half each.
 * `response`: which of the responses in `tangents` belongs to the row.
 */
function addPair(
  work: Workspace,
  tangents: Tangents,
  response: number,
  source: AffineStep,
  row: number,
  target: AffineStep,
  moment: Float64Array,
  out: Float64Array,
): void {
  const { n } = work;
  const { rows, columns } = target.weight;
  const delta = work.adjoints[target.operation.output]!;
  const deltaDot = tangents.adjointDots[target.operation.output]!;
  const input = work.nodes[target.operation.input]!;
  const inputDot = tangents.dots[target.operation.input]!;
  const only = onlyInput(work, source);
  for (let i = source === target ? row : 0; i < rows; i++) {
    const share = source === target && i === row ? 0.5 : 1;
    const dDot = i * tangents.n + response * n;
    if (target.weightPlace >= 0)
      for (let j = 0; j < columns; j++) {
        const aDot = j * tangents.n + response * n;
        const t = target.weightPlace + i * columns + j;
        if (only) {
          const sum = weightedMoment(only, deltaDot, dDot, delta, i * n, input, j * n, inputDot, aDot, n);
          addEntry(work, source.weightPlace + row, t, share * sum, out);
        } else {
          const sum = writeMoment(deltaDot, dDot, delta, i * n, input, j * n, inputDot, aDot, n, moment);
          addColumn(work, source, row, moment, 0, sum, share, t, out);
        }
      }
    if (target.biasPlace >= 0)
      addColumn(work, source, row, deltaDot, dDot, sumRow(deltaDot, dDot, n), share, target.biasPlace + i, out);
  }
}

/** The input of a source with a single column and no bias, whose moments need not be stored; null for the others. */
function onlyInput({ nodes }: Workspace, { operation, weight, biasPlace }: AffineStep): Float64Array | null {
  return weight.columns === 1 && biasPlace < 0 ? nodes[operation.input]! : null;
}

/** H[(k, row, q), t] += share sum_s a_kqs moment_s for all q, and share sum_s moment_s for the bias of the row. */
function addColumn(
  work: Workspace,
  { operation, weight: { columns }, weightPlace, biasPlace }: AffineStep,
  row: number,
  moment: Float64Array,
  offset: number,
  sum: number,
  share: number,
  t: number,
  out: Float64Array,
): void {
  const size = work.problem.program.free.length;
  if (weightPlace >= 0) {
    const first = (weightPlace + row * columns) * size + t;
    addDots(moment, offset, work.nodes[operation.input]!, columns, work.n, share, out, first, size);
  }
  if (biasPlace >= 0) addEntry(work, biasPlace + row, t, share * sum, out);
}

function addEntry(work: Workspace, r: number, c: number, value: number, out: Float64Array): void {
  const at = r * work.problem.program.free.length + c;
  out[at] = out[at]! + value;
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
