/**
 * The rounding floor of a gradient: below it, "smaller" means nothing. Running error analysis through the forward and the reverse
 * pass, first order in the unit roundoff (Higham, Accuracy and Stability of Numerical Algorithms, 3.3); costs about two gradients.
 * A bound even where the exact gradient and Jacobian vanish by cancellation. Matrices are rows x samples, sample index fastest.
 */
import { elementary, nodeErrorBounds } from "../../models/engines/running-error.ts";
import type { Evaluator, Forward } from "../../models/evaluator.ts";
import type { Operation, Program } from "../../models/program.ts";
import { zerosOf } from "../../numerics/dense.ts";
import { EPS } from "../../numerics/rounding.ts";
import { argumentError } from "../loss-rounding.ts";

type Affine = Extract<Operation, { kind: "affine" }>;
type Activation = Extract<Operation, { kind: "activation" }>;

/** A value and the bound on its rounding error, entry by entry. */
interface Bounded {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

interface Pass {
  readonly program: Program;
  readonly theta: Float64Array;
  readonly n: number;
  readonly nodes: readonly Bounded[];
  readonly adjoints: readonly Bounded[];
  /** Room for the longest node. */
  readonly carried: Bounded;
  /** Error bound of every entry of the gradient, by position in theta. */
  readonly gradient: Float64Array;
}

/** nu_g: bound on the norm of the gradient's rounding error at theta. */
export function gradientNoise(evaluator: Evaluator, theta: Float64Array): number {
  const { program, data } = evaluator.problem;
  const forward = evaluator.forward(theta);
  const nodeErrors = nodeErrorBounds(evaluator.problem, theta, forward.nodes);
  const lengths = forward.nodes.map((node) => node.length);
  const longest = Math.max(...lengths);
  const [carried, ...adjoints] = boundedZeros([longest, ...lengths]);
  const pass: Pass = {
    program,
    theta,
    n: data.samples,
    nodes: forward.nodes.map((value, node) => ({ value, error: nodeErrors[node]! })),
    adjoints,
    carried: carried!,
    gradient: new Float64Array(program.size),
  };
  seed(evaluator, forward, pass);
  for (const operation of program.operations.toReversed()) errorBackward(pass, operation);
  return Math.sqrt(program.free.reduce((sum, position) => sum + pass.gradient[position]! ** 2, 0));
}

function boundedZeros(lengths: readonly number[]): Bounded[] {
  const errors = zerosOf(lengths);
  return zerosOf(lengths).map((value, k) => ({ value, error: errors[k]! }));
}

/** dR/df = weight l'(f; y), off by weight (the change of l' within e_f + eps (|f| + |y|) + the roundings of l'). */
function seed({ problem: { program, data, loss } }: Evaluator, { slopes, curvatures }: Forward, pass: Pass): void {
  const f = pass.nodes[program.output]!;
  const { value, error } = pass.adjoints[program.output]!;
  for (let k = 0; k < value.length; k++) {
    const [output, i] = [Math.floor(k / data.samples), k % data.samples];
    const label = data.y[i * data.outputs + output]!;
    const shift =
      argumentError(loss, f.value[k]!, label, f.error[k]!) + EPS * (Math.abs(f.value[k]!) + Math.abs(label));
    value[k] = data.weights[i]! * slopes[k]!;
    // Where l' is monotone, its change is largest at the ends. Beside a kink of it l'' alone would tell of one side only.
    const change = (step: number): number => Math.abs(loss.slope(f.value[k]! + step, label) - slopes[k]!);
    const most = Math.max(Math.abs(curvatures[k]!) * shift, change(-shift), change(shift));
    error[k] = data.weights[i]! * most + elementary * Math.abs(value[k]!);
  }
}

function errorBackward(pass: Pass, operation: Operation): void {
  const out = pass.adjoints[operation.output]!;
  switch (operation.kind) {
    case "affine":
      affineBackward(pass, operation, out);
      return;
    case "activation":
      activationBackward(pass, operation, out);
      return;
    case "add":
      for (const node of [operation.left, operation.right])
        accumulate(pass.adjoints[node]!, 0, out, 0, out.value.length, 1);
      return;
    default:
      operation satisfies never;
  }
}

/** dR/dz = sigma'(z) dR/da, off by |sigma'| e_delta + |sigma''| e_z |delta| + the roundings of sigma'. */
function activationBackward({ nodes, adjoints, carried }: Pass, operation: Activation, out: Bounded): void {
  const { activation } = operation;
  const { value: z, error: off } = nodes[operation.input]!;
  for (let k = 0; k < z.length; k++) {
    const slope = activation.slope(z[k]!);
    const bend = Math.abs(activation.curvature(z[k]!));
    const slopeError = bend * off[k]! + elementary * (Math.abs(slope) + Math.abs(z[k]!) * bend);
    carried.value[k] = slope * out.value[k]!;
    carried.error[k] = Math.abs(slope) * out.error[k]! + slopeError * Math.abs(out.value[k]!);
  }
  accumulate(adjoints[operation.input]!, 0, carried, 0, z.length, 1);
}

/** dR/dW = delta a^T summed over the samples, dR/db = delta summed, dR/da = W^T delta. */
function affineBackward(pass: Pass, operation: Affine, delta: Bounded): void {
  const { program, theta, n, nodes, adjoints, gradient } = pass;
  const weight = program.blocks[operation.weight]!;
  const a = nodes[operation.input]!;
  for (let r = 0; r < weight.rows; r++) {
    if (operation.bias >= 0) gradient[program.blocks[operation.bias]!.offset + r]! += sumError(delta, r, n);
    for (let c = 0; c < weight.columns; c++) {
      const position = weight.offset + r * weight.columns + c;
      gradient[position]! += productError(delta, r, a, c, n);
      if (operation.input !== 0) accumulate(adjoints[operation.input]!, c * n, delta, r * n, n, theta[position]!);
    }
  }
}

/** target += factor source on so many entries, with the carried errors, the roundings of the products and of the sums. */
function accumulate(target: Bounded, to: number, source: Bounded, from: number, count: number, factor: number): void {
  const { value, error } = target;
  const { value: added, error: off } = source;
  const size = Math.abs(factor);
  for (let i = 0, k = to, j = from; i < count; i++, k++, j++) {
    const product = added[j]! * factor;
    const sum = value[k]! + product;
    value[k] = sum;
    error[k] = error[k]! + size * off[j]! + EPS * (Math.abs(product) + Math.abs(sum));
  }
}

/** Error of sum_i delta_ri. */
function sumError({ value, error }: Bounded, r: number, n: number): number {
  let sum = 0;
  for (let k = r * n; k < (r + 1) * n; k++) sum += error[k]! + n * EPS * Math.abs(value[k]!);
  return sum;
}

/** Error of sum_i delta_ri a_ci. */
function productError(
  { value: delta, error: e }: Bounded,
  r: number,
  { value: a, error: f }: Bounded,
  c: number,
  n: number,
): number {
  const rounding = (n + 1) * EPS;
  let sum = 0;
  for (let i = 0, k = r * n, j = c * n; i < n; i++, k++, j++) {
    const [d, x] = [Math.abs(delta[k]!), Math.abs(a[j]!)];
    sum += e[k]! * x + d * f[j]! + rounding * d * x;
  }
  return sum;
}
