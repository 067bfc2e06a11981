/**
 * The gradient of a risk with a polynomial loss in exact arithmetic: every float is an integer times a power of two, and nets of identity,
 * square and relu units only add and multiply. By the chain rule as written on paper, one scalar at a time.
 */
import type { Problem } from "../src/models/evaluator.ts";

/** m 2^e. */
interface Dyadic {
  readonly m: bigint;
  readonly e: number;
}

const zero: Dyadic = { m: 0n, e: 0 };

function exactly(value: number): Dyadic {
  const [bits] = new BigUint64Array(Float64Array.of(value).buffer);
  const exponent = Number((bits! >> 52n) & 0x7ffn);
  const fraction = bits! & 0xfffffffffffffn;
  const magnitude = exponent === 0 ? fraction : fraction + 2n ** 52n;
  return { m: value < 0 ? -magnitude : magnitude, e: Math.max(exponent, 1) - 1075 };
}

function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const e = Math.min(a.e, b.e);
  return { m: (a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e };
}

const times = (a: Dyadic, b: Dyadic): Dyadic => ({ m: a.m * b.m, e: a.e + b.e });
const minus = (a: Dyadic, b: Dyadic): Dyadic => plus(a, { m: -b.m, e: b.e });

/** To double precision: the leading 64 bits. */
function toNumber({ m, e }: Dyadic): number {
  const length = m.toString(2).replace("-", "").length;
  const drop = Math.max(0, length - 64);
  return Number(m / 2n ** BigInt(drop)) * 2 ** (e + drop);
}

function apply(kind: string, s: Dyadic): { readonly value: Dyadic; readonly slope: Dyadic } {
  const one = exactly(1);
  switch (kind) {
    case "identity":
      return { value: s, slope: one };
    case "square":
      return { value: times(s, s), slope: plus(s, s) };
    case "relu":
      return s.m > 0n ? { value: s, slope: one } : { value: zero, slope: zero };
    default:
      throw new Error(`${kind} is not a polynomial by pieces`);
  }
}

/** l' at the residual r. */
function slopeAt(kind: string, r: Dyadic): Dyadic {
  switch (kind) {
    case "squared":
      return times(exactly(2), r);
    case "double-well":
      // 4 r (r^2 - 1) + 0.3, with the float 0.3
      return plus(times(times(exactly(4), r), minus(times(r, r), exactly(1))), exactly(0.3));
    default:
      throw new Error(`${kind} is not a polynomial`);
  }
}

/** Adds the gradient of weight l(f(x_i); y_i) to `total`. */
function addSample({ program, data, loss }: Problem, theta: readonly Dyadic[], i: number, total: Dyadic[]): void {
  const { blocks, operations } = program;
  const values: Dyadic[][] = program.rows.map((rows) => Array<Dyadic>(rows).fill(zero));
  const slopes: Dyadic[][] = program.rows.map(() => []);
  values[0] = Array.from({ length: data.dimension }, (_, j) => exactly(data.x[i * data.dimension + j]!));
  for (const operation of operations) {
    if (operation.kind === "add") {
      values[operation.output] = values[operation.left]!.map((left, r) => plus(left, values[operation.right]![r]!));
    } else if (operation.kind === "activation") {
      const done = values[operation.input]!.map((s) => apply(operation.activation.kind, s));
      values[operation.output] = done.map(({ value }) => value);
      slopes[operation.output] = done.map(({ slope }) => slope);
    } else {
      const weight = blocks[operation.weight]!;
      values[operation.output] = Array.from({ length: weight.rows }, (_, r) => {
        const start = operation.bias < 0 ? zero : theta[blocks[operation.bias]!.offset + r]!;
        return values[operation.input]!.reduce(
          (sum, a, c) => plus(sum, times(theta[weight.offset + r * weight.columns + c]!, a)),
          start,
        );
      });
    }
  }
  const adjoints: Dyadic[][] = program.rows.map((rows) => Array<Dyadic>(rows).fill(zero));
  const residual = minus(values[program.output]![0]!, exactly(data.y[i]!));
  adjoints[program.output] = [times(exactly(data.weights[i]!), slopeAt(loss.kind, residual))];
  for (const operation of operations.toReversed()) {
    const out = adjoints[operation.output]!;
    const add = (node: number, r: number, term: Dyadic): void => {
      adjoints[node]![r] = plus(adjoints[node]![r]!, term);
    };
    if (operation.kind === "add") {
      out.forEach((delta, r) => {
        add(operation.left, r, delta);
        add(operation.right, r, delta);
      });
    } else if (operation.kind === "activation") {
      out.forEach((delta, r) => {
        add(operation.input, r, times(slopes[operation.output]![r]!, delta));
      });
    } else {
      const weight = blocks[operation.weight]!;
      out.forEach((delta, r) => {
        if (operation.bias >= 0) {
          const at = blocks[operation.bias]!.offset + r;
          total[at] = plus(total[at]!, delta);
        }
        values[operation.input]!.forEach((a, c) => {
          const at = weight.offset + r * weight.columns + c;
          total[at] = plus(total[at]!, times(delta, a));
          add(operation.input, c, times(theta[at]!, delta));
        });
      });
    }
  }
}

/** Over the trainable coordinates; minus `computed`, so that what is left is the rounding error of `computed`. */
export function gradientError(problem: Problem, theta: Float64Array, computed: Float64Array): Float64Array {
  const total = Array<Dyadic>(problem.program.size).fill(zero);
  const point = Array.from(theta, exactly);
  for (let i = 0; i < problem.data.samples; i++) addSample(problem, point, i, total);
  return Float64Array.from(problem.program.free, (at, k) => toNumber(minus(total[at]!, exactly(computed[k]!))));
}
