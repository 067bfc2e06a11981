/** Activations from their definitions, each with two derivatives. */
import { exponential, exponentialMinusOne, logOnePlus } from "./elementary.ts";
import type { ScalarFunction } from "./tape.ts";

export interface ReplayActivation extends ScalarFunction {
  /** sup |sigma'|; null when unbounded. */
  readonly lipschitz: number | null;
  /** k with sigma(c s) = c^k sigma(s) for c > 0; null when there is none. */
  readonly degree: number | null;
  /** Whether sigma has a kink, and then it is at 0. */
  readonly kinked: boolean;
}

const smooth = { degree: null, kinked: false } as const;
const decay = (s: number): number => exponential(-Math.abs(s));

function tanhValue(s: number): number {
  if (Math.abs(s) > 20) return Math.sign(s);
  // tanh|s| = m / (m + 2), m = e^(2|s|) - 1
  const m = exponentialMinusOne(2 * Math.abs(s));
  return (Math.sign(s) * m) / (m + 2);
}

/** 1 / cosh(s)^2. */
function sechSquared(s: number): number {
  const e = decay(2 * s);
  return (4 * e) / ((1 + e) * (1 + e));
}

export const sigmoidValue = (s: number): number => (s >= 0 ? 1 : decay(s)) / (1 + decay(s));
export const sigmoidSlope = (s: number): number => sechSquared(s / 2) / 4;
const sigmoidCurvature = (s: number): number => -sigmoidSlope(s) * tanhValue(s / 2);
export const softplusValue = (s: number): number => Math.max(s, 0) + logOnePlus(decay(s));

const tanh: ReplayActivation = {
  ...smooth,
  value: tanhValue,
  slope: sechSquared,
  curvature: (s) => -2 * tanhValue(s) * sechSquared(s),
  lipschitz: 1,
};
const sigmoid: ReplayActivation = {
  ...smooth,
  value: sigmoidValue,
  slope: sigmoidSlope,
  curvature: sigmoidCurvature,
  lipschitz: 1 / 4,
};
const softplus: ReplayActivation = {
  ...smooth,
  value: softplusValue,
  slope: sigmoidValue,
  curvature: sigmoidSlope,
  lipschitz: 1,
};
const silu: ReplayActivation = {
  ...smooth,
  value: (s) => s * sigmoidValue(s),
  slope: (s) => sigmoidValue(s) + s * sigmoidSlope(s),
  curvature: (s) => 2 * sigmoidSlope(s) + s * sigmoidCurvature(s),
  // The slope is largest at the positive root of s tanh(s/2) = 2; the value there, rounded up.
  lipschitz: 1.099839320128867,
};
const relu: ReplayActivation = {
  value: (s) => Math.max(s, 0),
  slope: (s) => (s > 0 ? 1 : 0),
  curvature: () => 0,
  lipschitz: 1,
  degree: 1,
  kinked: true,
};
const absolute: ReplayActivation = { ...relu, value: Math.abs, slope: Math.sign };
const identity: ReplayActivation = { ...relu, value: (s) => s, slope: () => 1, kinked: false };
const square: ReplayActivation = {
  value: (s) => s * s,
  slope: (s) => 2 * s,
  curvature: () => 2,
  lipschitz: null,
  degree: 2,
  kinked: false,
};
const squarePlusIdentity: ReplayActivation = {
  ...square,
  value: (s) => s + s * s,
  slope: (s) => 1 + 2 * s,
  degree: null,
};
const constant: ReplayActivation = {
  ...smooth,
  value: () => 100,
  slope: () => 0,
  curvature: () => 0,
  lipschitz: 0,
};

export const replayActivations: Readonly<Record<string, ReplayActivation>> = {
  tanh,
  softplus,
  relu,
  silu,
  sigmoid,
  identity,
  absolute,
  square,
  "square-plus-identity": squarePlusIdentity,
  constant,
};
