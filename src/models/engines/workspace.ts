/** Arrays and precomputed structure of the float64 engine for one problem. Matrices are rows x samples, sample index fastest. */
import type { Problem } from "../evaluator.ts";
import type { Operation, ParameterBlock, Program } from "../program.ts";

export type Affine = Extract<Operation, { kind: "affine" }>;
type Addition = Extract<Operation, { kind: "add" }>;

/** An affine operation and what the derivative loops ask about it. */
export interface AffineStep {
  readonly operation: Affine;
  /** Among the operations. */
  readonly position: number;
  readonly weight: ParameterBlock;
  /** First trainable coordinate of the weight and of the bias; -1 where they are fixed or absent. */
  readonly weightPlace: number;
  readonly biasPlace: number;
}

/** How an operation's adjoint reaches one of its inputs: as the first contribution, as a further one, or with nothing to do. */
export type Delivery = "write" | "add" | "none";

/** Derivatives of nodes and adjoints along one direction, or along several side by side: rows x n, n = directions x samples. */
export interface Tangents {
  readonly n: number;
  readonly dots: readonly Float64Array[];
  readonly adjointDots: readonly Float64Array[];
  /** sigma'(z) and sigma''(z) dR/da of activation operations, by output node, repeated for every direction. */
  readonly slopes: readonly Float64Array[];
  readonly bends: readonly Float64Array[];
  /** w_i l''(f_ik), repeated for every direction. */
  readonly lossBends: Float64Array;
}

/** How an operation takes part in sums that start from the other part, see `fusedSumsOf`. */
interface FusedSum {
  /** Affine operations: the node the sum starts from; -1 for none. */
  readonly startsFrom: number;
  /** Additions: nothing is left to do. */
  readonly done: boolean;
}

export interface Workspace {
  readonly problem: Problem;
  readonly blocks: readonly ParameterBlock[];
  readonly operations: readonly Operation[];
  readonly n: number;
  readonly outputs: number;
  /** Values and adjoints dR/dnode. */
  readonly nodes: readonly Float64Array[];
  readonly adjoints: readonly Float64Array[];
  /** sigma'(z), and sigma''(z) or sigma''(z) dR/da, of activation operations by output node. */
  readonly first: readonly Float64Array[];
  readonly second: readonly Float64Array[];
  /** l'(f; y) and l''(f; y), outputs x samples, without weights. */
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  /** Gradient and direction over all parameters, fixed ones included. */
  readonly full: Float64Array;
  readonly direction: Float64Array;
  readonly tangents: Tangents;
  readonly affine: readonly AffineStep[];
  /** Per operation, for its input (left input) and its right input. */
  readonly deliveries: readonly { readonly left: Delivery; readonly right: Delivery }[];
  readonly fusedSums: readonly FusedSum[];
}

/** Throws when the data does not fit the program's shapes. */
export function createWorkspace(problem: Problem): Workspace {
  const { program, data } = problem;
  const { blocks, operations } = program;
  const n = data.samples;
  const outputs = program.rows[program.output]!;
  if (data.dimension !== program.rows[0])
    throw new Error(`the program wants dimension ${program.rows[0]}, the data has ${data.dimension}`);
  if (data.outputs !== outputs) throw new Error(`the program has ${outputs} outputs, the data has ${data.outputs}`);
  const perNode = (): Float64Array[] => program.rows.map((rows) => new Float64Array(rows * n));
  const nodes = perNode();
  for (let i = 0; i < n; i++)
    for (let j = 0; j < data.dimension; j++) nodes[0]![j * n + i] = data.x[i * data.dimension + j]!;
  return {
    problem,
    blocks,
    operations,
    n,
    outputs,
    nodes,
    adjoints: shareSums(program, perNode()),
    first: perNode(),
    second: perNode(),
    slopes: new Float64Array(outputs * n),
    curvatures: new Float64Array(outputs * n),
    full: new Float64Array(program.size),
    direction: new Float64Array(program.size),
    tangents: createTangents(program, n),
    affine: affineSteps(program),
    deliveries: deliveriesOf(program),
    fusedSums: fusedSumsOf(program),
  };
}

/** n: directions x samples. */
export function createTangents(program: Program, n: number): Tangents {
  const perNode = (): Float64Array[] => program.rows.map((rows) => new Float64Array(rows * n));
  return {
    n,
    dots: shareSums(program, perNode()),
    adjointDots: shareSums(program, perNode()),
    slopes: perNode(),
    bends: perNode(),
    lossBends: new Float64Array(program.rows[program.output]! * n),
  };
}

function affineSteps({ blocks, operations, free }: Program): AffineStep[] {
  const place = new Map([...free].map((position, k) => [position, k]));
  const placeOf = (block: ParameterBlock | undefined): number =>
    block?.trainable ? (place.get(block.offset) ?? -1) : -1;
  return operations.flatMap((operation, position) => {
    if (operation.kind !== "affine") return [];
    const weight = blocks[operation.weight]!;
    const [weightPlace, biasPlace] = [placeOf(weight), placeOf(blocks[operation.bias])];
    return [{ operation, position, weight, weightPlace, biasPlace }];
  });
}

/**
 * In the reverse pass the last operation that reads a node writes its adjoint, the others add to it, so nothing needs zeroing first.
 * The right input of an addition with no other reader has the adjoint of the sum: the two share one array.
 * Nobody asks for the adjoint of the input x, node 0.
 */
function deliveriesOf({ operations, output }: Program): Workspace["deliveries"] {
  const written = new Set([output]);
  const deliver = (node: number): Delivery => {
    if (node === 0) return "none";
    const delivery = written.has(node) ? "add" : "write";
    written.add(node);
    return delivery;
  };
  const reversed = operations.toReversed().map((operation) => {
    if (operation.kind !== "add") return { left: deliver(operation.input), right: "none" as const };
    const { left, right } = operation;
    return { left: deliver(left), right: belongsToSum(operation, operations, output) ? "none" : deliver(right) };
  });
  return reversed.reverse();
}

/** Whether the sum is the only reader of its right input. */
function belongsToSum({ left, right }: Addition, operations: readonly Operation[], output: number): boolean {
  return right !== left && right !== output && readers(operations, right) === 1;
}

function readers(operations: readonly Operation[], node: number): number {
  return operations.filter((operation) =>
    operation.kind === "add" ? operation.left === node || operation.right === node : operation.input === node,
  ).length;
}

/** Where the right input of a sum W a + b shares the array of the sum h + (W a + b), the product is added to h at once. */
function fusedSumsOf({ operations, output }: Program): FusedSum[] {
  const none = { startsFrom: -1, done: false };
  const fused = operations.map((): FusedSum => none);
  operations.forEach((operation, p) => {
    if (operation.kind !== "add" || !belongsToSum(operation, operations, output)) return;
    const right = operations.findIndex((candidate) => candidate.output === operation.right);
    const left = operations.findIndex((candidate) => candidate.output === operation.left);
    if (operations[right]?.kind !== "affine" || left > right) return;
    fused[right] = { startsFrom: operation.left, done: false };
    fused[p] = { startsFrom: -1, done: true };
  });
  return fused;
}

/** The right input of a sum with no other reader shares the sum's array; from the last operation on, for sums inside sums. */
function shareSums({ operations, output }: Program, arrays: Float64Array[]): Float64Array[] {
  for (const operation of operations.toReversed())
    if (operation.kind === "add" && belongsToSum(operation, operations, output))
      arrays[operation.right] = arrays[operation.output]!;
  return arrays;
}
