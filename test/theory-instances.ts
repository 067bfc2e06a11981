/** Parameter points with exactly known answers (closed forms, rationals or 30-digit decimals), one PointFile per instance. */
import type { Nested, PointFile } from "../src/models/point.ts";

type Architecture = PointFile["architecture"];
type Parameters = Readonly<Record<string, Nested>>;

function point(
  loss: string,
  data: PointFile["data"],
  architecture: Omit<Architecture, "kind">,
  parameters: Parameters,
): PointFile {
  return { format: "depthproof-point/1", loss, data, architecture: { kind: "residual", ...architecture }, parameters };
}

const column = (...entries: readonly number[]): Nested => entries.map((entry) => [entry]);
const matrices = (...entries: readonly number[]): Nested => entries.map((entry) => [[entry]]);

// The deep instance: d = 2, L = 3, one unit per block, v = (4/5, 3/5) spans N.
const deepInputs = [
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 2],
];
const deepV3: Nested = column(1 / 3, 2 / 3);

function deep(loss: string, activation: string, y: readonly number[], w: readonly number[], v3: Nested): PointFile {
  const block = { width: 1, activation, bias: true };
  return point(
    loss,
    { x: deepInputs, y },
    { depth: 3, dimension: 2, block },
    {
      w,
      U: [[[1, 0.5]], [[0.6, -0.8]], [[1.2, -1.6]]],
      b: [[0.25], [-0.5], [1 / 3]],
      V: [column(0.5, -0.5), column(-1, 0.25), v3],
    },
  );
}

/** tanh, squared. R_lin = 11/16, s = 9/20. */
export const T8a: PointFile = deep("squared", "tanh", [1, -1, 2, 0.5], [0.75, -0.25], deepV3);
/** softplus, logistic. */
export const T8b: PointFile = deep("logistic", "softplus", [1, -1, -1, 1], [0.75, -0.25], deepV3);
/** w = 0 and V_3 chosen so that the whole gradient vanishes: a strict saddle with R = 25/16. */
export const T9: PointFile = deep(
  "squared",
  "tanh",
  [1, -1, 2, 0.5],
  [0, 0],
  column(-1.8489689473113917, -0.6847321954083663),
);

// phi_1 = relu(x_1 - 1) with fixed parameters; its input 1 sits on the kink, harmlessly, because nothing there can move.
const fixedHinge = { width: 1, activation: "relu", bias: true, trainable: false };

function hinge(activation: string, data: PointFile["data"], v2: number): PointFile {
  const block = { width: 1, activation };
  const parameters = { w: [1], U: matrices(1, 1), b: [[-1], []], V: matrices(-2, v2) };
  return point("squared", data, { depth: 2, dimension: 1, "first-block": fixedHinge, block }, parameters);
}

function planarHinge(data: PointFile["data"], w: Nested): PointFile {
  const block = { width: 1, activation: "square-plus-identity" };
  const parameters = { w, U: [[[1, 0]], [[1, 0]]], b: [[-1], []], V: [column(-2, 0), column(-1, 0)] };
  return point("squared", data, { depth: 2, dimension: 2, "first-block": fixedHinge, block }, parameters);
}

/** A local minimum worse than linear: A1 holds, A2 does not. R = 3 > R_lin = 5/3. */
export const NC1: PointFile = hinge("square-plus-identity", { x: [[-1], [1], [2]], y: [-1, -1, 3] }, -1);

const tanhHalf = 0.46211715726000974;
/** The same with SiLU. R = 3/4. */
export const NC1b: PointFile = hinge("silu", { x: [[-1], [1], [2]], y: [-tanhHalf, -tanhHalf, 1.5] }, -2);

const doubled = (u: number): readonly (readonly number[])[] =>
  [-1, 1, 2].flatMap((x) => [
    [x, u],
    [x, -u],
  ]);

/** NC1 in the plane with U_2 = (1, 0): A2 restored, the negative curvature must appear. R = 3, R_lin = 5/3. */
export const NC1prime: PointFile = planarHinge({ x: doubled(1), y: [-1, -1, -1, -1, 3, 3] }, [1, 0]);

/** NC1 with an unused second coordinate: A1 fails, A2 holds, lambda_min = -2 sqrt 2. */
export const NC1doublePrime: PointFile = planarHinge(
  {
    x: [
      [-1, 0],
      [1, 0],
      [2, 0],
    ],
    y: [-1, -1, 3],
  },
  [1, 0],
);

/** Two outputs, dim N = 1: a degenerate minimum with R = 3 > R_lin = 5/3 and a Hessian of rank 9 of 10 that is non-negative. */
export const twoOutputs: PointFile = planarHinge(
  {
    x: doubled(2),
    y: [
      [-1, 2],
      [-1, -2],
      [-1, 2],
      [-1, -2],
      [3, 2],
      [3, -2],
    ],
  },
  [
    [1, 0],
    [0, 1],
  ],
);

const reluUnit = { width: 1, activation: "relu", bias: true };

function threeFactors(y: readonly number[], w: number): PointFile {
  return point(
    "squared",
    { x: [[1], [2], [3]], y },
    { depth: 3, dimension: 1, block: reluUnit },
    { w: [w], U: matrices(1, 1, 1), b: column(1, 2, 3), V: matrices(-1, -1, -1) },
  );
}

/** Three vanishing factors (1 + v_l u_l): R = 2/3 > R_lin = 0, gradient 0, Hessian of rank 1 (70/3). */
export const NC13: PointFile = threeFactors([1, 2, 3], -2 / 3);
/** The same with labels times 3: every parameter is a float, so the gradient vanishes exactly. R = 6, Hessian of rank 1 (66). */
export const NC13scaled: PointFile = threeFactors([3, 6, 9], -2);

/** A genuine local minimum of a plain ReLU net, R = 1969/6 > R_lin = 11167/48. */
export const NC14: PointFile = point(
  "squared",
  { x: [[-5], [-2], [-1], [1], [4], [5]], y: [2, 6, 5, 8, -36, -46] },
  { depth: 2, dimension: 1, block: reluUnit },
  { w: [16], U: matrices(1, -1), b: column(-0.5, -1.5), V: matrices(-1.5, 1.5) },
);

/** A local minimum on a kink, R = 1/2 > R_lin = 0. */
export const NC2: PointFile = point(
  "squared",
  { x: [[1], [-1]], y: [1, -1] },
  { depth: 2, dimension: 1, block: { width: 1, activation: "relu" } },
  { w: [1], U: matrices(1, 1), V: matrices(-1, -2) },
);

const fixedSquare = { width: 1, activation: "square", trainable: false };

function squareFeature(loss: string, label: number): PointFile {
  const parameters = { w: [0], U: matrices(1), V: matrices(-0.6) };
  return point(loss, { x: [[1], [2]], y: [label, label] }, { depth: 1, dimension: 1, block: fixedSquare }, parameters);
}

/** T1: R = 1, R_lin = 1/10, Hessian [[8/25, -5], [-5, 0]]. */
export const NC4: PointFile = squareFeature("squared", 1);
/** A1 broken, conclusion true: R = 9/2, R_lin = 15/16, Hessian [[0, -5/2], [-5/2, 0]]. */
export const T2: PointFile = squareFeature("huber", 5);

function constantFeature(loss: string, w: number): PointFile {
  const block = { width: 1, activation: "constant", trainable: false };
  const data = { x: [[-1], [0], [1], [2]], y: [-1, 0, 1, 2] };
  return point(loss, data, { depth: 1, dimension: 1, block }, { w: [w], U: matrices(0), V: matrices(1) });
}

/** phi = 100 breaks phi(0) = 0; w minimises the risk: R = 1.23744..., R_lin = 0. */
export const NC6squared: PointFile = constantFeature("squared", 206 / 40406);
/** The same with a Lipschitz loss: R = 0.456687. w solves the stationarity equation to double precision. */
export const NC6pseudoHuber: PointFile = constantFeature("pseudo-huber", 0.005138455316411641);

/** NC-5: a local minimum of a loss that is not convex, R = 0.294 > R_lin = -0.305. */
export const NC5: PointFile = point(
  "double-well",
  { x: [[1]], y: [0] },
  { depth: 1, dimension: 1, block: { width: 1, activation: "tanh" } },
  { w: [0.9601495555191055], U: matrices(1), V: matrices(0) },
);

const sixLabels = [0, 1.5, 2.5, 3.25, 3.75, 5];

/** Six points that a one-unit ResNet fits with R = 3/160. Linear predictors have no intercept here: R_lin = 35/352. */
export const example1Prime: PointFile = point(
  "squared",
  { x: [[0], [1], [2], [3], [4], [5]], y: sixLabels },
  { depth: 1, dimension: 1, block: reluUnit, "readout-bias": true },
  { w: [1.5], U: matrices(1), b: column(-33 / 28), V: matrices(-7 / 15), c: 0 },
);

/** The same function with biases as a constant second coordinate: R_lin = 31/504, the risk of the best affine predictor. */
export const example1PrimeAffine: PointFile = point(
  "squared",
  { x: [0, 1, 2, 3, 4, 5].map((x) => [x, 1]), y: sixLabels },
  { depth: 1, dimension: 2, block: { width: 1, activation: "relu" } },
  { w: [1.5, 0], U: [[[1, -33 / 28]]], V: [column(-7 / 15, 0)] },
);

/** Every instance by name, for laws that hold at all of them. */
export const theoryInstances: Readonly<Record<string, PointFile>> = {
  T8a,
  T8b,
  T9,
  NC1,
  NC1b,
  NC1prime,
  NC1doublePrime,
  twoOutputs,
  NC13,
  NC13scaled,
  NC14,
  NC2,
  NC4,
  NC5,
  T2,
  NC6squared,
  NC6pseudoHuber,
  example1Prime,
  example1PrimeAffine,
};
