/**
 * Function-preserving directions at a point: along each of them the network's outputs on the data do not change, so at a
 * critical point they explain zero eigenvalues of the Hessian. docs/theory.md, sections 3 and 10.
 */

import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Evaluator, Forward } from "../../models/evaluator.ts";
import type { ParameterBlock, Program, ResidualStructure } from "../../models/program.ts";
import { norm2 } from "../../numerics/dense.ts";
import { nullSpace, nullSpaceByPivots, orthonormalRows } from "../../numerics/qr.ts";
import { stream } from "../../numerics/random.ts";
import { isGeneric } from "./generic-rank.ts";
import { type Direction, linearFlats } from "./linear-flats.ts";

/** An orthonormal basis (dimension x P, rows) of the span of all predicted flat directions. */
export interface FlatDirections {
  readonly basis: Float64Array;
  readonly dimension: number;
}

/**
 * `null`: only directions that critical points nearby have as well, so that H t = 0 follows. `flat`: also those that exist at this very
 * theta alone (a zero readout hears nothing): t^T H t = 0, but H t may be a coupling, and then H has an eigenvalue of about -|H t|^2 / |H|.
 */
export type FlatKind = "null" | "flat";

export function flatDirections(evaluator: Evaluator, theta: Float64Array, kind: FlatKind): FlatDirections {
  return (
    fibreDirections(evaluator, theta) ??
    fibreDirections(withMoreInputs(evaluator), theta) ??
    symmetryDirections(evaluator, theta, kind)
  );
}

/** A pivot below this share of the one before marks a clear rank. */
const clearGap = 1e3;
const nearbyPoints = 2;

/**
 * Where the Jacobian J of the predictions has locally constant rank, the points with the same predictions form a manifold with tangent
 * space null(J) (constant rank theorem), and the risk is a function of r = rank J coordinates: at a critical point every null vector of
 * J is a null vector of the Hessian. The rank can only be smaller at theta than nearby, so equality at generic nearby points decides.
 * The same holds for the predictions on any larger set of inputs. null when the rank drops at theta or has no clear gap.
 */
function fibreDirections(evaluator: Evaluator, theta: Float64Array): FlatDirections | null {
  const here = jacobianNullSpace(evaluator, theta);
  if (!here) return null;
  const random = stream(0, "flat-directions");
  for (let k = 0; k < nearbyPoints; k++) {
    const nearby = jacobianNullSpace(evaluator, perturbed(evaluator, theta, random.normals(evaluator.free)));
    if (nearby?.dimension !== here.dimension) return null;
  }
  return here;
}

/** The same network on the data and as many generic inputs as there are parameters: sees coordinates that the data alone miss. */
function withMoreInputs({ problem }: Evaluator): Evaluator {
  const { data, program } = problem;
  const random = stream(0, "flat-directions/inputs");
  const more = program.free.length;
  const size = 1.5 * Math.sqrt(data.x.reduce((sum, value) => sum + value * value, 1e-300) / data.x.length);
  const samples = data.samples + more;
  const x = new Float64Array(samples * data.dimension);
  x.set(data.x);
  for (let k = data.x.length; k < x.length; k++) x[k] = size * random.normal();
  const y = new Float64Array(samples * data.outputs);
  return float64Evaluator({
    ...problem,
    data: { ...data, samples, x, y, weights: new Float64Array(samples).fill(1 / samples) },
  });
}

function jacobianNullSpace(evaluator: Evaluator, theta: Float64Array): FlatDirections | null {
  const rows = evaluator.problem.data.samples * evaluator.problem.data.outputs;
  const jacobian = new Float64Array(rows * evaluator.free);
  evaluator.jacobian(theta, jacobian);
  // inputs of this file's own choosing may overflow where the data do not
  if (!jacobian.every(Number.isFinite)) return null;
  const { basis, dimension, gap } = nullSpaceByPivots(jacobian, rows, evaluator.free);
  return gap >= clearGap ? { basis, dimension } : null;
}

/** A generic point close by: 5 % of the size of the parameters, 0.1 % where kinks may be near. */
function perturbed(evaluator: Evaluator, theta: Float64Array, noise: Float64Array): Float64Array {
  const { free, operations } = evaluator.problem.program;
  const kinked = operations.some(
    (operation) => operation.kind === "activation" && operation.activation.kinks.length > 0,
  );
  const scale = (kinked ? 1e-3 : 0.05) * Math.sqrt(theta.reduce((sum, value) => sum + value * value, 1) / theta.length);
  const result = theta.slice();
  free.forEach((position, k) => {
    result[position] = result[position]! + scale * noise[k]!;
  });
  return result;
}

/** Directions known from the architecture's symmetries alone; used where the fibre is not a manifold. */
function symmetryDirections(evaluator: Evaluator, theta: Float64Array, kind: FlatKind): FlatDirections {
  const { program } = evaluator.problem;
  const forward = evaluator.forward(theta);
  const directions = [
    ...unseenInputs(evaluator, forward, kind),
    ...linearFlats(program, theta, kind),
    ...(program.residual
      ? residualDirections(program, program.residual, theta, kind)
      : chainRescalings(program, theta)),
  ];
  const place = new Map([...program.free].map((position, k) => [position, k]));
  const rows = directions.map((direction) => dense(direction, place)).filter((row) => row !== null);
  const stacked = new Float64Array(rows.length * evaluator.free);
  rows.forEach((row, r) => {
    stacked.set(row, r * evaluator.free);
  });
  const { basis, rank } = orthonormalRows(stacked, rows.length, evaluator.free);
  return { basis, dimension: rank };
}

/** null when the direction would move a fixed parameter; unit length otherwise. */
function dense(direction: Direction, place: ReadonlyMap<number, number>): Float64Array | null {
  const row = new Float64Array(place.size);
  let sum = 0;
  for (const [position, value] of direction) {
    const k = place.get(position);
    if (k === undefined && value !== 0) return null;
    if (k !== undefined) row[k] = row[k]! + value;
    sum += value * value;
  }
  return sum === 0 ? null : row.map((value) => value / Math.sqrt(sum));
}

/** W[r, :] + u (b[r] + u_0) with u.a(x_i) + u_0 = 0 for every sample: the data never sees the change. */
function unseenInputs(evaluator: Evaluator, forward: Forward, kind: FlatKind): Direction[] {
  const { program, data } = evaluator.problem;
  const directions: Direction[] = [];
  for (const operation of program.operations) {
    if (operation.kind !== "affine") continue;
    const weight = program.blocks[operation.weight]!;
    const bias = operation.bias >= 0 ? program.blocks[operation.bias]! : null;
    const inputs = inputRows(forward.nodes[operation.input]!, weight.columns, data.samples, bias !== null);
    // the data themselves stay where they are
    if (kind === "null" && operation.input !== 0 && !isGeneric(inputs.rows, data.samples, inputs.width)) continue;
    const unseen = nullVectors(inputs.rows, data.samples, inputs.width);
    const length = weight.columns + (bias ? 1 : 0);
    for (const u of unseen)
      for (let r = 0; r < weight.rows; r++) directions.push(rowDirection(weight, bias, r, u.subarray(0, length)));
  }
  return directions;
}

function rowDirection(weight: ParameterBlock, bias: ParameterBlock | null, row: number, u: Float64Array): Direction {
  const entries: [number, number][] = [];
  for (let c = 0; c < weight.columns; c++) entries.push([weight.offset + row * weight.columns + c, u[c]!]);
  if (bias) entries.push([bias.offset + row, u[weight.columns]!]);
  return new Map(entries);
}

/** (a(x_i), 1) of every sample, n x width; a is columns x n. */
function inputRows(
  inputs: Float64Array,
  columns: number,
  n: number,
  withOne: boolean,
): { readonly rows: Float64Array; readonly width: number } {
  const width = columns + (withOne ? 1 : 0);
  const rows = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < columns; c++) rows[i * width + c] = inputs[c * n + i]!;
    if (withOne) rows[i * width + columns] = 1;
  }
  return { rows, width };
}

/** Orthonormal u with (row . u) = 0 for all rows. */
function nullVectors(rows: Float64Array, count: number, width: number): Float64Array[] {
  const { basis, dimension } = nullSpace(rows, count, width);
  return Array.from({ length: dimension }, (_, k) => basis.subarray(k * width, (k + 1) * width));
}

function residualDirections(
  program: Program,
  structure: ResidualStructure,
  theta: Float64Array,
  kind: FlatKind,
): Direction[] {
  const directions: Direction[] = [];
  for (let l = 1; l <= program.depth; l++) {
    const invisible = invisibleOutputs(program, structure, theta, l, kind);
    const outer = program.blocks[structure.outer[l - 1]!]!;
    for (const v of invisible) for (let j = 0; j < outer.columns; j++) directions.push(columnDirection(outer, j, v));
    // a unit is unheard at single points only
    if (kind === "flat") directions.push(...unheardUnits(program, structure, theta, l, invisible));
    directions.push(...unitRescalings(program, structure, theta, l));
  }
  return directions;
}

/** Orthonormal v with w.v = 0 and U_k v = 0 for every k > l: h_l may move along v unnoticed. */
function invisibleOutputs(
  program: Program,
  structure: ResidualStructure,
  theta: Float64Array,
  l: number,
  kind: FlatKind,
): Float64Array[] {
  const readers = [structure.readout, ...structure.inner.slice(l)].map((index) => program.blocks[index]!);
  const d = program.dimension;
  const rows = readers.reduce((sum, block) => sum + block.rows, 0);
  const stacked = new Float64Array(rows * d);
  let at = 0;
  for (const block of readers) {
    stacked.set(theta.subarray(block.offset, block.offset + block.rows * d), at);
    at += block.rows * d;
  }
  return kind === "null" && !isGeneric(stacked, rows, d) ? [] : nullVectors(stacked, rows, d);
}

/** V_l + v e_j^T. */
function columnDirection(outer: ParameterBlock, j: number, v: Float64Array): Direction {
  return new Map([...v].map((value, i) => [outer.offset + i * outer.columns + j, value]));
}

/** Unit j whose outgoing column of V_l lies in the invisible space: its incoming weights are free (blocks of one layer). */
function unheardUnits(
  program: Program,
  structure: ResidualStructure,
  theta: Float64Array,
  l: number,
  invisible: readonly Float64Array[],
): Direction[] {
  if (structure.innerBlocks[l - 1]!.length > 0) return [];
  const outer = program.blocks[structure.outer[l - 1]!]!;
  const directions: Direction[] = [];
  for (let j = 0; j < outer.columns; j++) {
    const column = Array.from({ length: outer.rows }, (_, i) => theta[outer.offset + i * outer.columns + j]!);
    if (!liesIn(column, invisible)) continue;
    for (const position of incomingPositions(program, structure, l, j)) directions.push(new Map([[position, 1]]));
  }
  return directions;
}

function liesIn(column: readonly number[], basis: readonly Float64Array[]): boolean {
  const size = norm2(Float64Array.from(column));
  const inside = norm2(Float64Array.from(basis, (v) => column.reduce((sum, value, i) => sum + value * v[i]!, 0)));
  // sqrt(1 - cos^2) resolves angles down to the root of the unit roundoff
  return size === 0 || size * size - inside * inside <= 1e-14 * size * size;
}

function biasBlockOf(program: Program, weight: number): ParameterBlock | null {
  const operation = program.operations.find((candidate) => candidate.kind === "affine" && candidate.weight === weight);
  return operation?.kind === "affine" && operation.bias >= 0 ? program.blocks[operation.bias]! : null;
}

function incomingPositions(program: Program, structure: ResidualStructure, l: number, j: number): number[] {
  const inner = program.blocks[structure.inner[l - 1]!]!;
  const bias = biasBlockOf(program, structure.inner[l - 1]!);
  const positions = Array.from({ length: inner.columns }, (_, c) => inner.offset + j * inner.columns + c);
  return bias ? [...positions, bias.offset + j] : positions;
}

/** sigma positively homogeneous: (U_j, b_j) -> k (U_j, b_j), V_j -> V_j / k; tangent (U_j, b_j, -V_j). */
function unitRescalings(program: Program, structure: ResidualStructure, theta: Float64Array, l: number): Direction[] {
  if (!structure.activations[l - 1]!.positivelyHomogeneous || structure.innerBlocks[l - 1]!.length > 0) return [];
  const outer = program.blocks[structure.outer[l - 1]!]!;
  return Array.from({ length: outer.columns }, (_, j) => {
    const entries: [number, number][] = incomingPositions(program, structure, l, j).map((position) => [
      position,
      theta[position]!,
    ]);
    for (let i = 0; i < outer.rows; i++) {
      const position = outer.offset + i * outer.columns + j;
      entries.push([position, -theta[position]!]);
    }
    return new Map(entries);
  });
}

/**
 * Chains of affine layers without residual structure: between linear layers the full group GL (E_ij W_l, -W_{l+1} E_ij), across a
 * positively homogeneous activation the diagonal part.
 */
function chainRescalings(program: Program, theta: Float64Array): Direction[] {
  const directions: Direction[] = [];
  const affine = program.operations.filter((operation) => operation.kind === "affine");
  if (program.operations.some((operation) => operation.kind === "add")) return directions;
  for (let l = 0; l + 1 < affine.length; l++) {
    const before = affine[l]!;
    const after = affine[l + 1]!;
    const between = program.operations.find(
      (operation) => operation.kind === "activation" && operation.input === before.output,
    );
    const linear = between === undefined || (between.kind === "activation" && between.activation.kind === "identity");
    const homogeneous = between?.kind === "activation" && between.activation.positivelyHomogeneous;
    if (!linear && !homogeneous) continue;
    const rows = program.blocks[before.weight]!.rows;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < rows; j++)
        if (linear || i === j)
          directions.push(chainDirection(program, before.weight, before.bias, after.weight, theta, i, j));
  }
  return directions;
}

/** (E_ij W, E_ij b, -W' E_ij): row i of W gains row j, column j of W' loses column i. */
function chainDirection(
  program: Program,
  weight: number,
  bias: number,
  next: number,
  theta: Float64Array,
  i: number,
  j: number,
): Direction {
  const w = program.blocks[weight]!;
  const after = program.blocks[next]!;
  const entries = new Map<number, number>();
  for (let c = 0; c < w.columns; c++) entries.set(w.offset + i * w.columns + c, theta[w.offset + j * w.columns + c]!);
  if (bias >= 0) entries.set(program.blocks[bias]!.offset + i, theta[program.blocks[bias]!.offset + j]!);
  for (let r = 0; r < after.rows; r++) {
    const position = after.offset + r * after.columns + j;
    entries.set(position, (entries.get(position) ?? 0) - theta[after.offset + r * after.columns + i]!);
  }
  return entries;
}
