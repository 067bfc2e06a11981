/**
 * The forward pass modulo a prime, where every activation is a polynomial on the piece it is used on: what tells features that depend on
 * each other (always active ReLU units do on x) from features whose rounded values merely look so, or merely do not.
 */

import { type Prime, primes, rankModulo, residue } from "../../models/linear-predictor/exact-rank.ts";
import type { Operation } from "../../models/program.ts";
import type { PointContext } from "./point-context.ts";

type Affine = Extract<Operation, { kind: "affine" }>;
type Activation = Extract<Operation, { kind: "activation" }>;

/** The value at s mod p; `sign` is that of the true s, null where rounding hides it. */
type Rule = (s: bigint, sign: number | null) => bigint | null;

const rules: Readonly<Record<string, Rule>> = {
  identity: (s) => s,
  square: (s) => s * s,
  "square-plus-identity": (s) => s + s * s,
  constant: () => 100n,
  relu: (s, sign) => (sign === null ? null : sign > 0 ? s : 0n),
  absolute: (s, sign) => (sign === null ? null : sign > 0 ? s : -s),
};

interface Pass {
  readonly context: PointContext;
  readonly prime: Prime;
  /** Rows x samples, like the float nodes. */
  readonly nodes: (readonly bigint[])[];
}

/** Every node modulo the prime; null where an activation is no polynomial, or the piece it is on is not clear. */
function nodesModulo(context: PointContext, prime: Prime): readonly (readonly bigint[])[] | null {
  const { program } = context.evaluator.problem;
  const input = Array.from(context.forward().nodes[0]!, (x) => residue(x, prime));
  const pass: Pass = { context, prime, nodes: [input] };
  for (const operation of program.operations) {
    const values = valuesOf(pass, operation);
    if (values === null) return null;
    pass.nodes[operation.output] = values;
  }
  return pass.nodes;
}

function valuesOf(pass: Pass, operation: Operation): bigint[] | null {
  const { p } = pass.prime;
  switch (operation.kind) {
    case "affine":
      return affine(pass, operation);
    case "activation":
      return activated(pass, operation);
    case "add":
      return pass.nodes[operation.left]!.map((entry, k) => (entry + pass.nodes[operation.right]![k]!) % p);
    default:
      return operation satisfies never;
  }
}

/** W a + b. */
function affine({ context, prime, nodes }: Pass, { input, weight, bias }: Affine): bigint[] {
  const { blocks } = context.evaluator.problem.program;
  const n = context.data.samples;
  const { rows, columns, offset } = blocks[weight]!;
  const result: bigint[] = [];
  for (let r = 0; r < rows; r++) {
    const shift = bias < 0 ? 0n : residue(context.theta[blocks[bias]!.offset + r]!, prime);
    const row = Array.from({ length: columns }, (_, c) => residue(context.theta[offset + r * columns + c]!, prime));
    for (let i = 0; i < n; i++)
      result.push(row.reduce((sum, entry, c) => sum + entry * nodes[input]![c * n + i]!, shift) % prime.p);
  }
  return result;
}

function activated({ context, prime: { p }, nodes }: Pass, { input, activation }: Activation): bigint[] | null {
  const rule = rules[activation.kind];
  if (rule === undefined) return null;
  const [values, errors] = [context.forward().nodes[input]!, context.nodeErrors()[input]!];
  const result: bigint[] = [];
  for (const [k, s] of nodes[input]!.entries()) {
    const clear = Math.abs(values[k]!) > 2 * errors[k]! || (values[k] === 0 && errors[k] === 0);
    const value = rule(s, clear ? Math.sign(values[k]!) : null);
    if (value === null) return null;
    result.push(((value % p) + p) % p);
  }
  return result;
}

/**
 * Rank over the rationals, at the given samples, of the matrix with these groups of nodes as columns, nodes of a group added up;
 * null where the forward pass cannot be followed exactly.
 */
export function exactNodeRank(
  context: PointContext,
  groups: readonly (readonly number[])[],
  samples: readonly number[],
): number | null {
  const n = context.data.samples;
  const ranks = primes.map((prime) => {
    const nodes = nodesModulo(context, prime);
    if (nodes === null) return null;
    const columns = groups.flatMap((group) => {
      const rows = nodes[group[0]!]!.length / n;
      const entry = (j: number, i: number): bigint =>
        group.reduce((sum, node) => sum + nodes[node]![j * n + i]!, 0n) % prime.p;
      return Array.from({ length: rows }, (_, j) => samples.map((i) => entry(j, i)));
    });
    return rankModulo(columns, prime);
  });
  return ranks.reduce((most, rank) => (most === null || rank === null ? null : Math.max(most, rank)));
}
