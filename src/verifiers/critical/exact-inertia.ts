/**
 * Inertia of the Hessian at the stored floats, decided without rounding: squared loss and activations that are
 * polynomials by pieces make it a matrix of dyadic rationals. Settles eigenvalues that floats cannot tell from 0.
 * Elimination: Bareiss, Math. Comp. 22 (1968), with symmetric pivoting. Meant for a few parameters: P^2 bigint products per weight.
 */
import type { Problem } from "../../models/evaluator.ts";
import type { Operation, Program } from "../../models/program.ts";
import { overOneDenominator, plus, zero } from "./dyadic.ts";
import { addJets, constantJet, type Jet, multiplyJets, variableJet } from "./jet.ts";

/** Larger problems take longer than they are worth. */
const mostParameters = 24;
const mostSamples = 40;
/** Every factor adds 53 bits, and squares double their number from block to block. */
const mostFactors = 40;

/** null at a kink that the parameters can cross. */
type Rule = (s: Jet) => Jet | null;

const minusOne = constantJet(-1);
const nothing = constantJet(0);
const isFixed = (s: Jet): boolean => s.gradient === null && s.hessian === null;

/** `left` below 0, `right` above. */
const pieces =
  (left: (s: Jet) => Jet, right: (s: Jet) => Jet): Rule =>
  (s) => {
    if (s.value.mantissa === 0n) return isFixed(s) ? nothing : null;
    return s.value.mantissa < 0n ? left(s) : right(s);
  };

const rules: Readonly<Record<string, Rule>> = {
  identity: (s) => s,
  constant: () => constantJet(100),
  relu: pieces(
    () => nothing,
    (s) => s,
  ),
  absolute: pieces(
    (s) => multiplyJets(minusOne, s),
    (s) => s,
  ),
  square: (s) => multiplyJets(s, s),
  "square-plus-identity": (s) => addJets(s, multiplyJets(s, s)),
};

/** Rank of the Hessian where it is positive semidefinite; null where it is not, or where this method does not apply. */
export function exactSemidefiniteRank(problem: Problem, theta: Float64Array): number | null {
  const inertia = exactInertia(problem, theta);
  return inertia?.negative === 0 ? inertia.positive : null;
}

/** Numbers of positive, negative and zero eigenvalues. */
export interface ExactInertia {
  readonly positive: number;
  readonly negative: number;
  readonly zero: number;
}

/** The same at a point, and whether its gradient is exactly 0: then nothing but these numbers is true of it. */
export interface ExactPoint extends ExactInertia {
  readonly critical: boolean;
}

/** null where this method does not apply. */
export function exactInertia(problem: Problem, theta: Float64Array): ExactPoint | null {
  const { program, loss, data } = problem;
  const size = program.free.length;
  if (loss.kind !== "squared" || size > mostParameters || data.samples > mostSamples) return null;
  if (factorsOf(program) > mostFactors) return null;
  const parameters = parameterJets(problem, theta);
  let hessian = Array.from({ length: size * size }, () => zero);
  let gradient = Array.from({ length: size }, () => zero);
  for (let i = 0; i < data.samples; i++) {
    const outputs = predictionJets(problem, parameters, i);
    if (!outputs) return null;
    outputs.forEach((f, k) => {
      const residual = addJets(f, constantJet(-data.y[i * data.outputs + k]!));
      const term = multiplyJets(constantJet(data.weights[i]!), multiplyJets(residual, residual));
      if (term.gradient) gradient = gradient.map((entry, at) => plus(entry, term.gradient![at]!));
      if (term.hessian) hessian = hessian.map((entry, at) => plus(entry, term.hessian![at]!));
    });
  }
  const critical = gradient.every(({ mantissa }) => mantissa === 0n);
  return { ...integerInertia(overOneDenominator(hessian), size), critical };
}

/** The largest number of floats multiplied in one term of the predictions. */
function factorsOf({ operations, output }: Program): number {
  const factors = [1];
  for (const operation of operations) {
    switch (operation.kind) {
      case "affine":
        factors[operation.output] = 1 + factors[operation.input]!;
        break;
      case "activation":
        factors[operation.output] =
          (operation.activation.kind.startsWith("square") ? 2 : 1) * factors[operation.input]!;
        break;
      case "add":
        factors[operation.output] = Math.max(factors[operation.left]!, factors[operation.right]!);
        break;
      default:
        operation satisfies never;
    }
  }
  return factors[output]!;
}

function parameterJets({ program }: Problem, theta: Float64Array): Jet[] {
  const place = new Map([...program.free].map((position, k) => [position, k]));
  return Array.from(theta, (value, position) => {
    const k = place.get(position);
    return k === undefined ? constantJet(value) : variableJet(value, k, program.free.length);
  });
}

/** The predictions for sample i; null where an activation has no rule here or sits on its kink. */
function predictionJets({ program, data }: Problem, parameters: readonly Jet[], i: number): readonly Jet[] | null {
  const nodes: (readonly Jet[])[] = [];
  nodes[0] = Array.from({ length: data.dimension }, (_, j) => constantJet(data.x[i * data.dimension + j]!));
  const affine = (operation: Extract<Operation, { kind: "affine" }>): Jet[] => {
    const weight = program.blocks[operation.weight]!;
    const bias = program.blocks[operation.bias]?.offset;
    return Array.from({ length: weight.rows }, (_, r) =>
      nodes[operation.input]!.reduce(
        (sum, a, c) => addJets(sum, multiplyJets(parameters[weight.offset + r * weight.columns + c]!, a)),
        bias === undefined ? nothing : parameters[bias + r]!,
      ),
    );
  };
  for (const operation of program.operations) {
    switch (operation.kind) {
      case "affine":
        nodes[operation.output] = affine(operation);
        break;
      case "activation": {
        const rule = rules[operation.activation.kind];
        const values = nodes[operation.input]!.map((s) => rule?.(s) ?? null);
        if (values.some((value) => value === null)) return null;
        nodes[operation.output] = values.filter((value) => value !== null);
        break;
      }
      case "add":
        nodes[operation.output] = nodes[operation.left]!.map((left, r) => addJets(left, nodes[operation.right]![r]!));
        break;
      default:
        operation satisfies never;
    }
  }
  return nodes[program.output]!;
}

/** Rank of a symmetric integer matrix if it is positive semidefinite, else null. */
export function semidefiniteRank(matrix: readonly bigint[], size: number): number | null {
  const { positive, negative } = integerInertia(matrix, size);
  return negative === 0 ? positive : null;
}

/** Inertia of a symmetric integer matrix: L D L^T by fraction-free elimination; d_k over d_{k-1} has the sign of D_kk. */
export function integerInertia(matrix: readonly bigint[], size: number): ExactInertia {
  let a = [...matrix];
  let left = Array.from({ length: size }, (_, k) => k);
  let previous = 1n;
  const counts = { positive: 0, negative: 0 };
  for (;;) {
    const pivot = left.find((k) => a[k * size + k] !== 0n) ?? madePivot(a, left, size);
    if (pivot === null) return { ...counts, zero: left.length };
    const d = a[pivot * size + pivot]!;
    if (d > 0n === previous > 0n) counts.positive++;
    else counts.negative++;
    left = left.filter((k) => k !== pivot);
    const next = [...a];
    // a_ij := (d a_ij - a_ik a_kj) / previous pivot, an exact division (Sylvester's identity)
    for (const i of left)
      for (const j of left)
        next[i * size + j] = (d * a[i * size + j]! - a[i * size + pivot]! * a[pivot * size + j]!) / previous;
    a = next;
    previous = d;
  }
}

/** With a zero diagonal, a_ij != 0: adding row and column j to row and column i makes a_ii = 2 a_ij. null where nothing is left. */
function madePivot(a: bigint[], left: readonly number[], size: number): number | null {
  for (const i of left) {
    const j = left.find((candidate) => a[i * size + candidate] !== 0n);
    if (j === undefined) continue;
    for (const k of left) a[i * size + k] = a[i * size + k]! + a[j * size + k]!;
    for (const k of left) a[k * size + i] = a[k * size + i]! + a[k * size + j]!;
    return i;
  }
  return null;
}
