/**
 * Whether critical points fill a manifold as large as the kernel of the Hessian: then the eigenvalues near 0 are exactly 0.
 * A step along the kernel, then Newton corrections across it; what is left must be a critical point up to rounding.
 */
import { replayActivations } from "./activations.ts";
import { eigen } from "./jacobi.ts";
import type { Model } from "./network.ts";
import { adjoints } from "./sweeps.ts";
import {
  ADD,
  add,
  apply,
  constant,
  LEAF,
  MULTIPLY,
  multiply,
  type Node,
  newTape,
  type ScalarFunction,
  type Tape,
  variable,
} from "./tape.ts";

/** Jacobi rotations with vectors take seconds beyond. */
const mostParameters = 200;
/** Relative to 1 + ||theta||. */
const steps: readonly number[] = [2e-2, 5e-3, 2e-3];
const directions = 3;
const corrections = 60;
/** Running bounds of single sums, against a gradient at a point that is itself rounded. */
const slack = 50;

/** Couplings this small beside the mean slope of the loss are not looked for; where noise hides larger ones, nothing is shown. */
const smallestCoupling = 0.01;

/** The same operations at other parameters. */
export function reevaluated(tape: Tape, parameter: (node: Node) => number): Tape {
  const fresh = newTape();
  tape.operation.forEach((operation, node) => {
    const [a, b] = [tape.left[node]!, tape.right[node]!];
    if (operation === ADD) add(fresh, a, b);
    else if (operation === MULTIPLY) multiply(fresh, a, b);
    else if (operation !== LEAF) apply(fresh, tape.functions[operation - 3]!, a, b);
    else if (tape.moves[node]) variable(fresh, parameter(node));
    else constant(fresh, tape.value[node]!, tape.error[node]!);
  });
  return fresh;
}

interface Gradient {
  readonly value: readonly number[];
  readonly noise: number;
}

function gradientAt({ tape, risk, variables }: Model, theta: readonly number[]): Gradient {
  const place = new Map(variables.map((node, k) => [node, theta[k]!]));
  const { adjoint, error } = adjoints(
    reevaluated(tape, (node) => place.get(node)!),
    risk,
  );
  return { value: variables.map((node) => adjoint[node]!), noise: length(variables.map((node) => error[node]!)) };
}

const length = (v: readonly number[]): number => Math.sqrt(v.reduce((sum, entry) => sum + entry * entry, 0));
const inner = (a: readonly number[], b: ArrayLike<number>): number =>
  a.reduce((sum, entry, k) => sum + entry * b[k]!, 0);

/** Fixed numbers without a pattern the kernel could share. */
const coefficient = (direction: number, k: number): number =>
  ((k * k * 13 + k * 7 + direction * 5 + 3) % 17) / 17 - 0.52;

/** `hessian`: row by row, P x P. False also where the manifold cannot be followed, or P is large. */
export function fillsKernel(model: Model, hessian: Float64Array, band: number): boolean {
  const size = model.variables.length;
  if (size > mostParameters) return false;
  const { values, vectors } = eigen(hessian, size, true);
  const theta = model.variables.map((node) => model.tape.value[node]!);
  const kernel = vectors.filter((_, k) => Math.abs(values[k]!) <= band);
  const others = vectors.flatMap((vector, k) =>
    Math.abs(values[k]!) <= band ? [] : [{ vector, eigenvalue: values[k]! }],
  );
  return Array.from({ length: directions }, (_, direction) => {
    const along = theta.map((_, i) => kernel.reduce((sum, v, k) => sum + coefficient(direction, k) * v[i]!, 0));
    const scale = (1 + length(theta)) / length(along);
    return steps.some((step) =>
      staysCritical(
        model,
        theta,
        others,
        along.map((entry) => step * scale * entry),
      ),
    );
  }).every((stays) => stays);
}

function staysCritical(
  model: Model,
  theta: readonly number[],
  others: readonly { readonly vector: Float64Array; readonly eigenvalue: number }[],
  step: readonly number[],
): boolean {
  let at = theta.map((entry, k) => entry + step[k]!);
  for (let k = 0; k < corrections; k++) {
    const { value, noise } = gradientAt(model, at);
    const parts = others.map(({ vector, eigenvalue }) => -inner(value, vector) / eigenvalue);
    const size = length(parts);
    if (!(size <= length(step))) return false;
    if (length(value) <= slack * noise)
      return slack * noise <= smallestCoupling * meanSlope(model) * length(step) && sameSides(model, at);
    at = at.map((entry, i) => others.reduce((sum, { vector }, j) => sum + parts[j]! * vector[i]!, entry));
  }
  return false;
}

function meanSlope({ tape, samples, loss }: Model): number {
  const slopes = samples.flatMap(({ outputs, y }) =>
    outputs.map((f, o) => Math.abs(loss.slope(tape.value[f]!, y[o]!))),
  );
  return slopes.reduce((sum, slope) => sum + slope, 0) / samples.length;
}

const kinked: ReadonlySet<ScalarFunction> = new Set(Object.values(replayActivations).filter((one) => one.kinked));

/** Every unit stays on its side of the kink, every residual on its piece of the loss: one smooth function throughout. */
function sameSides({ tape, variables, loss }: Model, theta: readonly number[]): boolean {
  const place = new Map(variables.map((node, k) => [node, theta[k]!]));
  const there = reevaluated(tape, (node) => place.get(node)!);
  return tape.operation.every((operation, node) => {
    const applied = tape.functions[operation - 3];
    if (applied === loss) return tape.curvature[node]! > 0 === there.curvature[node]! > 0;
    const operand = tape.left[node]!;
    return applied === undefined || !kinked.has(applied) || tape.value[operand]! > 0 === there.value[operand]! > 0;
  });
}
