/**
 * Supremum of sum_i sigma_i f(x_i) over a norm-constrained class of residual or fully connected nets, one sign vector at a time; its mean over signs is
 * the empirical Rademacher complexity. The ascent finds feasible members, so every value is a LOWER estimate: it can refute an upper
 * bound and never confirm one. docs/theory.md, section 7.
 */

import type { Data } from "../../models/data.ts";
import type { Evaluator } from "../../models/evaluator.ts";
import { linear } from "../../models/losses/linear.ts";
import type { ParameterBlock, Program } from "../../models/program.ts";
import { norm2 } from "../../numerics/dense.ts";
import { log } from "../../numerics/elementary.ts";
import type { Stream } from "../../numerics/random.ts";
import type { SearchContext } from "./strategy.ts";

export interface ClassBudgets {
  /** ||w|| <= readout, ||V_l||_F <= outer, ||U_l||_F <= inner; fully connected: the last layer and all others, outer unused. */
  readonly readout: number;
  readonly outer: number;
  readonly inner: number;
}

export interface RademacherEstimate {
  /** Lower estimate of (1/n) E_sigma sup_f sum_i sigma_i f(x_i). */
  readonly value: number;
  /** Sampling and rounding error of that lower estimate; 0 sampling error when all signs are enumerated. */
  readonly error: number;
  /** A member of the class for the sign vector with the largest supremum. */
  readonly theta: Float64Array;
  readonly signs: Float64Array;
  readonly signVectors: number;
  readonly exactSigns: boolean;
}

/** Members are pulled inside the balls by this factor, so that rounding cannot push them out. */
const inside = 1 - 1e-12;
const maxSteps = 60;
/** An ascent ends when a step gains less than this share: the estimate is a lower one anyway. */
const gainTolerance = 1e-8;
/** Confidence of the Monte Carlo error bar is 1 - 1e-6 per cell: 1 - 1e-3 over a family of a thousand cells. */
const delta = 1e-6;
/** All sign vectors are enumerated up to this sample size (2^(n-1) by the symmetry sigma -> -sigma). */
export const exactSignLimit = 12;

/** A parameter vector and its correlation with the signs, (1/n) sum_i sigma_i f(x_i). */
interface Member {
  readonly value: number;
  readonly theta: Float64Array;
}

const zeroMember = (size: number): Member => ({ value: Number.NEGATIVE_INFINITY, theta: new Float64Array(size) });

type Ball = { readonly block: ParameterBlock; readonly radius: number };

export function estimateRademacher(
  context: SearchContext,
  budgets: ClassBudgets,
  estimate: { readonly signs: "exact" | number; readonly starts: number },
  random: Stream,
  /** Sees the best member found for every sign vector. */
  visit: (signs: Float64Array, theta: Float64Array) => void = () => undefined,
): RademacherEstimate | { readonly reason: string } {
  const { program, data } = context.evaluator.problem;
  const structure = program.residual;
  if (program.rows[program.output] !== 1) return { reason: "the class needs one output" };
  if (!structure && estimate.signs !== "exact") return { reason: "a fully connected class needs exact signs" };
  if (structure?.innerBlocks.some((blocks) => blocks.length > 0))
    return { reason: "the class needs blocks of one layer" };
  const balls = ballsOf(program, budgets);
  if (!coversAll(program, balls))
    return { reason: "the class bounds w, V_l and U_l: no biases, shared or fixed parameters" };
  const n = data.samples;
  const exactSigns = estimate.signs === "exact";
  if (exactSigns && n > exactSignLimit)
    return { reason: `exact signs need n <= ${exactSignLimit}, the data has ${n} samples` };
  const unbounded = structure?.activations.find(({ lipschitz }) => lipschitz === null);
  if (!exactSigns && unbounded)
    return {
      reason: `random signs need a Lipschitz activation, and ${unbounded.kind} is not: its class needs exact signs`,
    };
  const weights = new Float64Array(n).fill(1 / n);
  const signVectors = exactSigns ? 2 ** (n - 1) : (estimate.signs as number);
  let sum = 0;
  let best: Member & { readonly signs: Float64Array } = { ...zeroMember(program.size), signs: new Float64Array(n) };
  for (let k = 0; k < signVectors; k++) {
    const y = signsOf(n, exactSigns ? k : null, random);
    const evaluator = context.engine({ program, loss: linear, data: { ...data, y, weights } });
    const found = supremum(evaluator, balls, estimate.starts, random, best.theta);
    sum += Math.max(0, found.value);
    visit(y, found.theta);
    if (found.value > best.value) best = { ...found, signs: y };
  }
  const value = sum / signVectors;
  const sampling = exactSigns ? 0 : samplingError(program, data, budgets, signVectors);
  return { value, error: sampling + 1e-12 * value, theta: best.theta, signs: best.signs, signVectors, exactSigns };
}

function ballsOf(program: Program, budgets: ClassBudgets): Ball[] {
  const structure = program.residual;
  const ball =
    (radius: number) =>
    (index: number): Ball => ({ block: program.blocks[index]!, radius: radius * inside });
  if (!structure) {
    const last = program.blocks.length - 1;
    return program.blocks.map((_, index) => ball(index === last ? budgets.readout : budgets.inner)(index));
  }
  return [
    ball(budgets.readout)(structure.readout),
    ...structure.outer.map(ball(budgets.outer)),
    ...structure.inner.map(ball(budgets.inner)),
  ];
}

/** Every parameter is trainable and lies in exactly one ball. */
function coversAll({ size, free }: Program, balls: readonly Ball[]): boolean {
  const inBalls = balls.reduce((sum, { block }) => sum + block.rows * block.columns, 0);
  return free.length === size && inBalls === size;
}

/** Sign vector number k (the last sign is fixed by symmetry), or a random one. */
function signsOf(n: number, k: number | null, random: Stream): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (k === null ? random.sign() : (k >> i) & 1 ? -1 : 1));
}

/**
 * Half-width of a one-sided bar for the mean over K sign vectors: McDiarmid over the K n independent signs, where one flip moves a
 * supremum / n by at most 2 F(x_i) / n, F(x) the largest |f(x)| in the class:  t = sqrt(2 ln(1/delta) sum_i F(x_i)^2 / (n^2 K)).
 */
function samplingError(program: Program, data: Data, budgets: ClassBudgets, signVectors: number): number {
  const { samples: n, dimension: d } = data;
  const squared = Array.from({ length: n }, (_, i) =>
    reach(program, budgets, norm2(data.x.subarray(i * d, (i + 1) * d))),
  ).reduce((sum, bound) => sum + bound * bound, 0);
  return Math.sqrt((2 * log(1 / delta) * squared) / (n ** 2 * signVectors));
}

/** Bound on |f(x)| over a residual class at ||x||: |sigma(s)| <= |sigma(0)| + Lip |s| at every unit of every block. */
function reach({ residual, rows }: Program, { readout, outer, inner }: ClassBudgets, length: number): number {
  const { features, activations } = residual!;
  // ||h_l|| <= ||h_{l-1}|| + outer (sqrt(m) |sigma(0)| + Lip inner ||h_{l-1}||)
  return (
    activations.reduce((h, { value, lipschitz }, l) => {
      const offset = Math.sqrt(rows[features[l]!]!) * Math.abs(value(0));
      return h + outer * (offset + lipschitz! * inner * h);
    }, length) * readout
  );
}

/** Best of several ascents; half of them start aligned with a data direction, where the supremum of tiny classes is attained. */
function supremum(
  evaluator: Evaluator,
  balls: readonly Ball[],
  starts: number,
  random: Stream,
  warm: Float64Array,
): Member {
  let best = zeroMember(evaluator.problem.program.size);
  for (let start = 0; start < starts + 1; start++) {
    const theta =
      start === starts
        ? warm.slice()
        : start % 2 === 0
          ? aligned(evaluator, balls, random, start)
          : scattered(balls, evaluator.problem.program.size, random);
    const found = ascend(evaluator, balls, theta);
    if (found.value > best.value) best = found;
  }
  return best;
}

/**
 * Every block rank one along u = sum_i sigma_i x_i or a single input: V_l = outer u e^T, U_l = +-inner e u^T, w = readout u; without
 * skip W_1 = +-inner e u^T, W_l = inner e e^T, and +-readout e at the end.
 */
function aligned(evaluator: Evaluator, balls: readonly Ball[], random: Stream, start: number): Float64Array {
  const { program, data } = evaluator.problem;
  const d = data.dimension;
  const u = start % 4 === 0 ? correlation(data) : new Float64Array(d);
  // signs that cancel leave no direction of their own: fall back to one input, as every other aligned start does
  if (u.every((entry) => entry === 0)) {
    const single = random.integer(data.samples);
    for (let j = 0; j < d; j++) u[j] = data.y[single]! * data.x[single * d + j]!;
  }
  const theta = new Float64Array(program.size);
  const sign = start % 4 === 0 ? 1 : random.sign();
  for (const { block } of balls) {
    if (block.name.startsWith("W/")) {
      alignLayer(theta, block, u, sign);
      continue;
    }
    const isInner = block.name.startsWith("U");
    for (let j = 0; j < d; j++) {
      // U_l: first row along +-u; V_l: first column along u; w along u
      const at = isInner || block.name === "w" ? j : j * block.columns;
      theta[block.offset + at] = (isInner ? sign : 1) * u[j]!;
    }
  }
  project(theta, balls);
  return theta;
}

function alignLayer(theta: Float64Array, { name, rows, offset }: ParameterBlock, u: Float64Array, sign: number): void {
  if (name === "W/0")
    theta.set(
      u.map((entry) => sign * entry),
      offset,
    );
  else theta[offset] = rows === 1 ? sign : 1;
}

/** sum_i sigma_i x_i. */
function correlation(data: Data): Float64Array {
  const d = data.dimension;
  const u = new Float64Array(d);
  for (let i = 0; i < data.samples; i++) for (let j = 0; j < d; j++) u[j] = u[j]! + data.y[i]! * data.x[i * d + j]!;
  return u;
}

function scattered(balls: readonly Ball[], size: number, random: Stream): Float64Array {
  const theta = random.normals(size);
  project(theta, balls);
  return theta;
}

/** Scales every block onto the boundary of its ball; zero blocks stay. */
function project(theta: Float64Array, balls: readonly Ball[]): void {
  for (const { block, radius } of balls) {
    const end = block.offset + block.rows * block.columns;
    let squared = 0;
    for (let k = block.offset; k < end; k++) squared += theta[k]! * theta[k]!;
    const factor = squared > 0 ? radius / Math.sqrt(squared) : 0;
    for (let k = block.offset; k < end; k++) theta[k] = theta[k]! * factor;
  }
}

/**
 * Conditional-gradient ascent: each block moves towards the maximiser of its linearisation, radius G / ||G||, all at once; the step is
 * halved until the value rises. With the internal loss -y f the risk is -(1/n) sum_i sigma_i f(x_i).
 */
function ascend(evaluator: Evaluator, balls: readonly Ball[], start: Float64Array): Member {
  const gradient = new Float64Array(evaluator.free);
  let theta = start;
  let value = -evaluator.gradient(theta, gradient);
  for (let step = 0; step < maxSteps; step++) {
    const next = improved(evaluator, balls, theta, gradient, value);
    if (!next) break;
    const gain = next.value - value;
    theta = next.theta;
    value = -evaluator.gradient(theta, gradient);
    if (gain <= gainTolerance * Math.abs(value)) break;
  }
  return { value, theta };
}

function improved(
  evaluator: Evaluator,
  balls: readonly Ball[],
  theta: Float64Array,
  gradient: Float64Array,
  value: number,
): Member | null {
  const { free, size } = evaluator.problem.program;
  const target = new Float64Array(size);
  for (let k = 0; k < free.length; k++) target[free[k]!] = -gradient[k]!;
  project(target, balls);
  for (let t = 1; t > 0.05; t /= 2) {
    const trial = new Float64Array(size);
    for (let k = 0; k < size; k++) trial[k] = theta[k]! + t * (target[k]! - theta[k]!);
    project(trial, balls);
    const reached = -evaluator.risk(trial);
    if (reached > value) return { value: reached, theta: trial };
  }
  return null;
}
