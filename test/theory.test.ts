/** The engines and the quantities against the reference values T1-T9 and the negative controls of docs/theory.md. */
import { describe, expect, it } from "vitest";
import { type Engine, engines } from "../src/models/engines/index.ts";
import { losses } from "../src/models/losses/index.ts";
import type { PointFile } from "../src/models/point.ts";
import { compileArchitecture, readPoint } from "../src/models/point-file.ts";
import { stream } from "../src/numerics/random.ts";
import { measurePoint } from "../src/verifiers/measure.ts";
import type { Measurements } from "../src/verifiers/measurement.ts";
import { catalogue } from "../src/verifiers/quantities/catalogue.ts";
import { dataContext } from "../src/verifiers/quantities/data-context.ts";
import { pointContext } from "../src/verifiers/quantities/point-context.ts";
import { coverParameters } from "../src/verifiers/searches/random-parameters.ts";
import * as instances from "./theory-instances.ts";

const allNames = new Set(Object.keys(catalogue));

function measureInstance(point: PointFile, engine: Engine): Measurements {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  const { program, data, loss } = read.problem;
  const evaluator = engine(read.problem);
  return measurePoint(
    pointContext(dataContext(data, loss, program.depth, program.width), evaluator, read.theta, null),
    allNames,
  );
}

/** Twelve significant digits, unless a quantity's own error bar says less; zeros absolutely. */
function expectDigits(measurements: Measurements, expected: Readonly<Record<string, number>>, digits = 1e-12): void {
  for (const [name, value] of Object.entries(expected)) {
    const item = measurements[name];
    const got = item?.value ?? Number.NaN;
    expect(Math.abs(got - value), `${name}: ${got}, expected ${value}`).toBeLessThanOrEqual(
      digits * (Math.abs(value) || 1e-2),
    );
  }
}

const T8a = {
  risk: 1.14104132950436771082970341341,
  gradient_norm_w: 0.266443588668864245234888406076,
  gradient_norm: 0.830407836897234125955247588514,
  epsilon_v: 0.227512194799120714242275729197,
  s: 9 / 20,
  gamma: 0.505582655109157142760612731548,
  alpha: 4.09079959496708969595926880423,
  beta: -1.27040265539000790242315234795,
  kappa: 0.662315173252608901215313764013,
  witness_curvature: -0.140167721328389964383483722834,
  lambda_min: -1.24676873231747985564121400122,
  lambda_max: 6.36451252598785214245865472443,
  linear_risk: 11 / 16,
  linear_norm: Math.sqrt(1.25),
  vcat_norm: 1.21219286510207070791234583448,
  nullity_u: 1,
  depth: 3,
};

const T8b = {
  risk: 0.881313942837090920595412358684,
  gradient_norm_w: 0.297602246167165071181176345274,
  gradient_norm: 0.359379229326876528486923515585,
  epsilon_v: 0.0967865660122797349274621610813,
  s: 9 / 20,
  gamma: 0.215081257805066077616582580181,
  alpha: 0.279475256309960053408003724575,
  beta: -0.47741479685103175261256770136,
  kappa: 0.852362614126386156555581622526,
  witness_curvature: -0.207186708643970549473919651041,
  lambda_min: -0.455708314780337454627971012897,
  lambda_max: 1.25609970573722455893120081924,
  linear_risk: 0.647985095923751203778745398639,
  linear_norm: Math.hypot(0.740309067316311548509654348814, 0.128842050842764751503228638059),
};

const T9 = {
  risk: 25 / 16,
  gamma: 1.40369909608015953752634765504,
  alpha: 5.05664949444889030329352273909,
  beta: -1.83356657758669741757722777144,
  kappa: 2.05503688113511799241862824517,
  witness_curvature: -0.363525383706238370223544382582,
  lambda_min: -1.67336941463012906060873416662,
  lambda_max: 5.83998385689520637907048071926,
  linear_risk: 11 / 16,
  vcat_norm: 2.1941283180571578231075897352,
  s: 0,
};

describe.each(Object.entries(engines))("reference values, %s engine", (_, engine) => {
  it("T8a", () => expectDigits(measureInstance(instances.T8a, engine), T8a));
  it("T8b", () => expectDigits(measureInstance(instances.T8b, engine), T8b));
  it("T9", () => {
    const measured = measureInstance(instances.T9, engine);
    expectDigits(measured, T9);
    expect(measured.gradient_norm?.value).toBeLessThan(1e-15);
  });

  it("T1: a strict saddle with w = 0", () => {
    const measured = measureInstance(instances.NC4, engine);
    expectDigits(measured, {
      risk: 1,
      linear_risk: 1 / 10,
      lambda_min: -4.8425593449753297254487,
      alpha: 8 / 25,
      gamma: 5,
      s: 0,
      witness_curvature: -4.8425593449753297254487,
    });
    expectDigits(measured, { gradient_norm: 0 }, 1e-12);
  });

  it("T2: Huber, the curvature-weighted second moment vanishes", () => {
    expectDigits(measureInstance(instances.T2, engine), {
      risk: 9 / 2,
      linear_risk: 15 / 16,
      lambda_min: -5 / 2,
      gamma: 5 / 2,
      representation_rank: 0,
    });
  });

  it("T3: NC-1, a genuine local minimum worse than linear", () => {
    const measured = measureInstance(instances.NC1, engine);
    expectDigits(measured, {
      risk: 3,
      linear_risk: 5 / 3,
      lambda_max: 11.109291015668105973543894795,
      representation_rank: 1,
      nullity_u: 0,
      index: 0,
    });
    expect(measured.lambda_min).toEqual({ value: 0, error: 0, grade: "exact" });
    expect(measured.gradient_norm?.value).toBe(0);
  });

  it("T4: NC-1b", () => {
    const measured = measureInstance(instances.NC1b, engine);
    expectDigits(measured, { risk: 3 / 4, linear_risk: 0.39236817802271505990020071, lambda_max: 3.32027777728840421 });
    expect(measured.lambda_min).toEqual({ value: 0, error: 0, grade: "exact" });
  });

  it("NC-13 and NC-14: worse than linear without negative curvature", () => {
    expectDigits(measureInstance(instances.NC13, engine), { risk: 2 / 3, linear_risk: 0, lambda_max: 70 / 3 });
    const nc14 = measureInstance(instances.NC14, engine);
    expectDigits(nc14, { risk: 1969 / 6, linear_risk: 11167 / 48, lambda_max: 9999.8778915457 });
    expect(nc14.lambda_min).toEqual({ value: 0, error: 0, grade: "exact" });
    expect(nc14.kink_margin?.value).toBeGreaterThan(1e-3);
  });

  it("NC-1': with A2 restored the negative direction appears", () => {
    expectDigits(measureInstance(instances.NC1prime, engine), {
      risk: 3,
      linear_risk: 5 / 3,
      s: 0,
      alpha: 2,
      gamma: 2,
      witness_curvature: 1 - Math.sqrt(5),
      nullity_u: 1,
      // the negative root of 3 z^3 - 40 z^2 + 32 z + 112
      lambda_min: -1.2747105580540362872,
    });
  });
});

describe.each(Object.entries(engines))("identity (I) of docs/theory.md, %s engine", (_, engine) => {
  it("epsilon_V = |s| gamma at 1000 random points", () => {
    const random = stream(5, "identity");
    let worst = 0;
    let tested = 0;
    for (let trial = 0; tested < 1000; trial++) {
      const depth = 1 + random.integer(16);
      const dimension = 2 + random.integer(4);
      const activation = ["tanh", "softplus", "relu"][trial % 3]!;
      const loss = losses[["squared", "pseudo-huber", "huber", "logistic"][trial % 4]!]!;
      const spec = { kind: "residual", block: { width: 1 + random.integer(2), activation, bias: trial % 2 === 0 } };
      const compiled = compileArchitecture(spec, { depth, dimension, outputs: 1, width: null });
      if (!compiled.ok) throw new Error(compiled.reason);
      const { program } = compiled;
      const n = 6;
      const y = Float64Array.from({ length: n }, () => (loss.labels === "signs" ? random.sign() : random.normal()));
      const data = {
        samples: n,
        dimension,
        outputs: 1,
        x: random.normals(n * dimension),
        y,
        weights: new Float64Array(n).fill(1 / n),
      };
      const theta = random.normals(program.size).map((value) => 0.5 * value);
      coverParameters(program, theta, random);
      const context = pointContext(dataContext(data, loss, depth, 1), engine({ program, loss, data }), theta, null);
      const witness = context.witness();
      if (!witness.ok || witness.moments.s === 0) continue;
      tested++;
      const { epsilonV, s, gamma } = witness.moments;
      worst = Math.max(worst, Math.abs(epsilonV - Math.abs(s) * gamma) / (epsilonV + context.gradientNoise() / 1e-13));
    }
    expect(worst).toBeLessThan(1e-12);
  });
});
