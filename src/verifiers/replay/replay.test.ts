import { describe, expect, it } from "vitest";
import { theoryInstances as instances } from "../../../test/theory-instances.ts";
import type { PointFile } from "../../models/point.ts";
import { replay } from "./replay.ts";

const numberOf = (point: PointFile, name: string): number => {
  const found = replay(point, [name])[name]!;
  if (found.value === null) throw new Error(`${name}: ${found.reason}`);
  return found.value;
};

type Expected = Readonly<Record<string, number>>;

/** Relative to the known value, absolute where it is 0; and the stated error bar must cover the difference. */
function expectValues(point: PointFile, expected: Expected, tolerance: number): void {
  const found = replay(point, Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    const own = found[name]!;
    if (own.value === null) throw new Error(`${name}: ${own.reason}`);
    const difference = Math.abs(own.value - value);
    expect(difference, name).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(value), value === 0 ? 1 : 0));
    // 1e-15 relative: the known decimals are themselves rounded to a double.
    expect(difference, `${name} error bar`).toBeLessThanOrEqual(own.error + 1e-15 * Math.abs(value));
  }
}

const deep: Readonly<Record<string, Expected>> = {
  T8a: {
    risk: 1.1410413295043678,
    gradient_norm_w: 0.2664435886688642,
    gradient_norm: 0.8304078368972341,
    epsilon_v: 0.22751219479912071,
    s: 9 / 20,
    gamma: 0.5055826551091571,
    alpha: 4.09079959496709,
    beta: -1.2704026553900079,
    kappa: 0.6623151732526089,
    witness_curvature: -0.14016772132838995,
    lambda_min: -1.2467687323174799,
    lambda_max: 6.364512525987852,
    linear_risk: 11 / 16,
    linear_norm: Math.sqrt(5) / 2,
    vcat_norm: 1.2121928651020708,
  },
  T8b: {
    risk: 0.8813139428370909,
    gradient_norm_w: 0.2976022461671651,
    gradient_norm: 0.3593792293268765,
    epsilon_v: 0.0967865660122797,
    s: 9 / 20,
    gamma: 0.2150812578050661,
    alpha: 0.2794752563099601,
    beta: -0.4774147968510318,
    kappa: 0.8523626141263863,
    witness_curvature: -0.20718670864397054,
    lambda_min: -0.4557083147803375,
    lambda_max: 1.2560997057372245,
    linear_risk: 0.6479850959237512,
    linear_norm: Math.hypot(0.7403090673163115, 0.1288420508427648),
    vcat_norm: 1.2121928651020708,
  },
  T9: {
    risk: 25 / 16,
    gradient_norm_w: 0,
    gradient_norm: 0,
    epsilon_v: 0,
    s: 0,
    gamma: 1.4036990960801594,
    alpha: 5.05664949444889,
    beta: -1.8335665775866974,
    kappa: 2.055036881135118,
    witness_curvature: -0.3635253837062384,
    lambda_min: -1.673369414630129,
    lambda_max: 5.8399838568952065,
    linear_risk: 11 / 16,
    vcat_norm: 2.1941283180571576,
  },
};

describe("deep instance", () => {
  for (const [name, expected] of Object.entries(deep))
    it(name, () => {
      expectValues(instances[name]!, expected, 2e-12);
    });
});

const closedForms: Readonly<Record<string, Expected>> = {
  NC1: {
    risk: 3,
    linear_risk: 5 / 3,
    linear_norm: 1,
    gradient_norm: 0,
    lambda_min: 0,
    lambda_max: 11.109291015668106,
  },
  NC1b: { risk: 3 / 4, linear_risk: 0.39236817802271506, linear_norm: 1 / 2, lambda_max: 3.3202777772884042 },
  NC1prime: {
    risk: 3,
    linear_risk: 5 / 3,
    gradient_norm: 0,
    alpha: 2,
    gamma: 2,
    s: 0,
    nullity_u: 1,
    representation_rank: 2,
    witness_curvature: 1 - Math.sqrt(5),
  },
  NC1doublePrime: {
    risk: 3,
    alpha: 0,
    gamma: 2,
    witness_curvature: -2,
    lambda_min: -2 * Math.SQRT2,
    representation_rank: 1,
  },
  twoOutputs: { risk: 3, lambda_min: 0, linear_risk: 5 / 3, gradient_norm: 0, nullity_u: 1, index: 0 },
  NC13scaled: { risk: 6, linear_risk: 0, lambda_min: 0, lambda_max: 66, index: 0 },
  NC13: {
    risk: 2 / 3,
    lambda_min: 0,
    linear_risk: 0,
    lambda_max: 70 / 3,
    displacement: 5,
    index: 0,
    kink_margin: 1 / 5,
  },
  NC14: {
    risk: 1969 / 6,
    linear_risk: 11167 / 48,
    linear_norm: 131 / 24,
    lambda_min: 0,
    lambda_max: 9999.8778915457,
    index: 0,
  },
  NC2: { risk: 1 / 2, linear_risk: 0, gradient_norm_w: 0, kink_margin: 0 },
  NC4: { risk: 1, linear_risk: 1 / 10, alpha: 8 / 25, gamma: 5, lambda_min: (4 - Math.sqrt(15641)) / 25 },
  // lambda_max = l'' (1 + (w tanh 1)^2), l'' = 12 w^2 - 4
  NC5: {
    risk: 0.29414648102826284621,
    linear_risk: -0.30542848374391597437,
    gradient_norm: 0,
    lambda_min: 0,
    lambda_max: 10.8391714843676,
    index: 0,
  },
  T2: { risk: 9 / 2, linear_risk: 15 / 16, lambda_min: -5 / 2, lambda_max: 5 / 2, representation_rank: 0 },
  NC6squared: { risk: 1.2374399841607682, linear_risk: 0, gradient_norm_w: 0, block_lipschitz_product: 1 },
  NC6pseudoHuber: { linear_risk: 0, gradient_norm_w: 0, loss_lipschitz: 1 },
  example1Prime: { risk: 3 / 160, feature_risk: 3 / 160, linear_risk: 35 / 352, gradient_norm: 0, lambda_min: 0 },
  example1PrimeAffine: { risk: 3 / 160, feature_risk: 3 / 160, linear_risk: 31 / 504, gradient_norm: 0, lambda_min: 0 },
};

describe("closed forms", () => {
  for (const [name, expected] of Object.entries(closedForms))
    it(name, () => {
      expectValues(instances[name]!, expected, 2e-12);
    });

  it("NC1prime: the negative eigenvalue is a root of 3 t^3 - 40 t^2 + 32 t + 112", () => {
    const t = numberOf(instances.NC1prime!, "lambda_min");
    expect(Math.abs(3 * t ** 3 - 40 * t ** 2 + 32 * t + 112)).toBeLessThan(1e-11);
  });

  it.each(["NC1", "NC1b", "NC5", "NC13scaled", "NC14", "twoOutputs"])(
    "%s: the smallest eigenvalue is exactly 0",
    (name) => {
      expect(replay(instances[name]!, ["lambda_min"]).lambda_min).toEqual({ value: 0, error: 0, grade: "exact" });
    },
  );

  it("NC13: zero eigenvalues without a manifold of critical points stay an interval around 0", () => {
    const found = replay(instances.NC13!, ["lambda_min"]).lambda_min!;
    if (found.value === null) throw new Error(found.reason);
    expect(found.grade).toBe("measured");
    expect(Math.abs(found.value)).toBeLessThan(found.error);
  });

  it("does not measure curvature on a kink", () => {
    expect(replay(instances.NC2!, ["lambda_min"]).lambda_min!.value).toBeNull();
  });
});

describe("unknown and disputed quantities", () => {
  it("names what it cannot measure", () => {
    expect(replay(instances.T8a!, ["rademacher"]).rademacher!.value).toBeNull();
  });

  it("withholds a value that the first route contradicts", () => {
    const primary = { risk: { value: 1.142, error: 1e-12, grade: "measured" } as const };
    expect(replay(instances.T8a!, ["risk"], { primary }).risk!.value).toBeNull();
  });
});
