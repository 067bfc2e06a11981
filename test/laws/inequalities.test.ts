/** The inequalities of docs/theory.md, sections 3 and 6, hold at every parameter point; here at random ones, far from any optimum. */
import { describe, expect, it } from "vitest";
import { stream } from "../../src/numerics/random.ts";
import { measurePoint } from "../../src/verifiers/measure.ts";
import type { Measured } from "../../src/verifiers/measurement.ts";
import type { PointContext } from "../../src/verifiers/quantities/point-context.ts";
import { contextAt, convexLossNames, randomInstance } from "./random-instance.ts";

const names = [
  "risk linear_risk linear_norm readout_distance gradient_norm_w vcat_norm gamma s epsilon_v alpha beta kappa",
  "witness_curvature lambda_min nullity_u displacement block_lipschitz_product block_lipschitz_sum mean_norm_x loss_lipschitz",
].flatMap((line) => line.split(" "));

/** Values by name, NaN where one does not exist: a comparison with NaN is skipped by `holds`. */
type Values = Readonly<Record<string, number>>;

interface Point {
  readonly context: PointContext;
  readonly values: Values;
  readonly at: string;
}

const activations = ["tanh", "softplus", "relu", "silu", "sigmoid", "identity"] as const;

function pointOf(trial: number): Point {
  const activation = activations[trial % activations.length]!;
  const loss = convexLossNames[trial % convexLossNames.length]!;
  const scale = [0.15, 0.4, 0.8][trial % 3]!;
  const spec = { kind: "residual", block: { width: 1 + (trial % 2), activation, bias: trial % 5 === 0 } };
  // more samples than dimensions, or the logistic optimum is at infinity too often
  const sizes = { depth: 1 + (trial % 7 === 0 ? 5 : trial % 4), dimension: 2 + (trial % 3), samples: 7 + (trial % 4) };
  const shape = { spec, loss, scale, ...sizes, covered: trial % 8 !== 0 };
  const context = contextAt(randomInstance(stream(21, `point/${trial}`), shape));
  const found = Object.entries(measurePoint(context, new Set(names)));
  const values = Object.fromEntries(found.map(([name, item]) => [name, item.value ?? Number.NaN]));
  return { context, values, at: `trial ${trial}: ${activation}, ${loss}` };
}

const points: readonly Point[] = Array.from({ length: 1500 }, (_, trial) => pointOf(trial));

/** left <= right beyond rounding; counts the points where both sides exist. */
function holds(sides: (point: Point) => readonly [left: number, right: number] | null, atLeast: number): void {
  const failures: string[] = [];
  let tried = 0;
  for (const point of points) {
    const pair = sides(point);
    if (pair === null || Number.isNaN(pair[0] + pair[1])) continue;
    tried++;
    const [left, right] = pair;
    if (!(left <= right + 1e-10 * (Math.abs(left) + Math.abs(right) + point.values.risk!)))
      failures.push(`${point.at}: ${left} > ${right}`);
  }
  expect(failures).toEqual([]);
  expect(tried).toBeGreaterThanOrEqual(atLeast);
}

const gap = ({ risk, linear_risk }: Values): number => risk! - linear_risk!;
const readoutTerm = (q: Values): number => q.readout_distance! * q.gradient_norm_w!;
const outerTerm = (q: Values): number => q.linear_norm! * q.vcat_norm!;
/** tau = max(0, -lambda_min(M)). */
const tau = (q: Values): number => Math.max(0, -q.witness_curvature!);

/** (w - t).grad_w R + sum_l t^T V_l g_l by hand: sum_l V_l g_l = E[l' (h_L - x)]. */
function masterBound({ context }: Point): number {
  const linear = context.linear();
  const { program, data } = context.evaluator.problem;
  if (linear.kind !== "attained") return Number.NaN;
  const { nodes, slopes } = context.forward();
  const h = nodes[program.residual!.representations.at(-1)!]!;
  const w = program.blocks[program.residual!.readout]!.offset;
  const n = data.samples;
  let sum = 0;
  for (let j = 0; j < data.dimension; j++)
    for (let i = 0; i < n; i++) {
      const slope = data.weights[i]! * slopes[i]!;
      const t = linear.t[j]!;
      sum += slope * ((context.theta[w + j]! - t) * h[j * n + i]! + t * (h[j * n + i]! - nodes[0]![j * n + i]!));
    }
  return sum;
}

describe("inequalities at random points", () => {
  it("(M) R - R(t) <= (w - t).grad_w R + sum_l t^T V_l g_l", () =>
    holds((point) => [gap(point.values), masterBound(point)], 1000));

  it("(Q0) R - R(t) <= |w - t| eps_w + |t| |Vcat| gamma", () =>
    holds(({ values: q }) => [gap(q), readoutTerm(q) + outerTerm(q) * q.gamma!], 1000));

  it("(Q1) R - R(t) <= |w - t| eps_w + |t| |Vcat| eps_V / |s|", () =>
    holds(({ values: q }) => {
      const right = readoutTerm(q) + (outerTerm(q) * q.epsilon_v!) / Math.abs(q.s!);
      return q.s === 0 ? null : [gap(q), right];
    }, 250));

  it("(W) lambda_min <= lambda_min(M)", () => holds(({ values: q }) => [q.lambda_min!, q.witness_curvature!], 1000));

  it("(W) M is indefinite where gamma > 2 |s| sqrt(alpha kappa), with the stated size", () =>
    holds(({ values: q }) => {
      const root = Math.sqrt(q.alpha! * q.kappa!);
      const s = Math.abs(q.s!);
      if (!(q.gamma! > 2 * s * root)) return null;
      const size = q.gamma! ** 2 - 2 * q.epsilon_v! * root;
      return [q.lambda_min!, -size / (q.alpha! + s * s * q.kappa! + q.gamma! + s * root)];
    }, 900));

  it("(W0) lambda_min <= -(sqrt(alpha^2 + 4 gamma^2) - alpha) / 2 <= -gamma^2 / (alpha + gamma) where s = 0", () => {
    const bound = (q: Values): number => (q.alpha! - Math.sqrt(q.alpha! ** 2 + 4 * q.gamma! ** 2)) / 2;
    holds(({ values: q }) => (q.s === 0 ? [q.lambda_min!, bound(q)] : null), 500);
    holds(({ values: q }) => (q.s === 0 ? [bound(q), -(q.gamma! ** 2) / (q.alpha! + q.gamma!)] : null), 500);
  });

  it("(U1) min over its two branches", () =>
    holds(({ values: q }) => {
      const curved = Math.abs(q.s! * q.beta!) + Math.sqrt((q.alpha! + tau(q)) * (q.s! ** 2 * q.kappa! + tau(q)));
      const branch = q.s === 0 ? curved : Math.min(q.epsilon_v! / Math.abs(q.s!), curved);
      return [gap(q), readoutTerm(q) + outerTerm(q) * branch];
    }, 1000));

  it("(U2) with sqrt(tau (tau + alpha)) where s = 0", () =>
    holds(({ values: q }) => {
      const right = readoutTerm(q) + outerTerm(q) * Math.sqrt(tau(q) * (tau(q) + q.alpha!));
      return q.s === 0 ? [gap(q), right] : null;
    }, 450));

  it("(U*) without s", () =>
    holds(({ values: q }) => {
      const curved = Math.sqrt(2 * q.epsilon_v! * Math.sqrt((q.alpha! + tau(q)) * q.kappa!));
      return [gap(q), readoutTerm(q) + outerTerm(q) * (curved + Math.sqrt((q.alpha! + tau(q)) * tau(q)))];
    }, 1000));

  it("4.1: R - R(t) <= |w - t| eps_w + mu |t| E|h_L - x|", () =>
    holds(({ values: q }) => [gap(q), readoutTerm(q) + q.loss_lipschitz! * q.linear_norm! * q.displacement!], 700));

  it("4.1: E|h_L - x| <= E|x| (prod (1 + rho_l) - 1) where phi(0) = 0", () =>
    holds(({ values: q, context }) => {
      const { residual } = context.evaluator.problem.program;
      return residual!.zeroAtZero ? [q.displacement!, q.mean_norm_x! * (q.block_lipschitz_product! - 1)] : null;
    }, 600));

  it("4.1: R - R(t) <= (|w - t| + |t|) eps_w + mu |t| E|x| min(1, sum rho_l) where phi(0) = 0", () =>
    holds(({ values: q, context }) => {
      if (!context.evaluator.problem.program.residual!.zeroAtZero) return null;
      const share = q.loss_lipschitz! * q.linear_norm! * q.mean_norm_x! * Math.min(1, q.block_lipschitz_sum!);
      return [gap(q), readoutTerm(q) + q.linear_norm! * q.gradient_norm_w! + share];
    }, 400));
});

/** The terms that bound the gap from above are attained: a law that could not fail would be no law. */
describe("the inequalities are not idle", () => {
  it("(W) is an equality at some points and (M) comes close", () => {
    const ratios = points.map(({ values: q }) => q.witness_curvature! / q.lambda_min!).filter((ratio) => ratio > 0);
    expect(Math.max(...ratios)).toBeGreaterThan(0.9);
    const slack = points.map((point) => (masterBound(point) - gap(point.values)) / point.values.risk!);
    expect(Math.min(...slack.filter((value) => !Number.isNaN(value)))).toBeLessThan(0.05);
  });
});

describe("frozen features", () => {
  it("R_feat <= R_lin and R_feat <= R", () => {
    for (const { context, values, at } of points.filter((_, trial) => trial % 4 === 0)) {
      const { feature_risk: found, linear_risk } = measurePoint(context, new Set(["feature_risk", "linear_risk"]));
      if (found!.value === null || linear_risk!.value === null) continue;
      const slack = found!.error + (linear_risk as Measured).error + 1e-12 * values.risk!;
      expect(found!.value, at).toBeLessThanOrEqual(linear_risk!.value + slack);
      // f = w.x + sum_l (V_l^T w).phi_l is one of the readouts
      expect(found!.value, at).toBeLessThanOrEqual(values.risk! + slack);
    }
  });
});
