import { describe, expect, it } from "vitest";
import { compiled, lossNamed, randomData } from "../../../test/laws/random-instance.ts";
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { ArchitectureSpec } from "../../models/point.ts";
import { stream } from "../../numerics/random.ts";
import { curvatureAt } from "../critical/curvature.ts";
import { type CriticalSearch, findCriticalPoints } from "./find-critical.ts";
import type { SearchContext } from "./strategy.ts";

const spec: ArchitectureSpec = { kind: "residual", block: { width: 1, activation: "tanh" } };

function contextOf(depth: number): SearchContext {
  const loss = lossNamed("squared");
  const program = compiled(spec, depth, 2);
  const evaluator = float64Evaluator({ program, loss, data: randomData(stream(1, "data"), loss, 8, 2) });
  return { spec, evaluator, engine: float64Evaluator };
}

const search = (starts: number): CriticalSearch => findCriticalPoints(contextOf(2), stream(1, "search"), starts);
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe("the search for critical points", () => {
  const found = search(24);

  it("gives the same points again", () => {
    const again = search(24);
    expect(again.points.map(({ theta }) => [...theta])).toEqual(found.points.map(({ theta }) => [...theta]));
    expect(again.labels).toEqual(found.labels);
  });

  it("gives the same first points whatever comes later", () => {
    const fewer = search(10);
    expect(fewer.points.length).toBeGreaterThan(3);
    fewer.points.forEach(({ theta, origin }, k) => {
      expect(origin).toBe(found.points[k]!.origin);
      expect([...theta]).toEqual([...found.points[k]!.theta]);
    });
  });

  it("counts every start once", () => {
    const yields = Object.values(found.yields);
    expect(total(yields.map(({ attempted }) => attempted))).toBe(24);
    expect(total(yields.map(({ accepted }) => accepted))).toBe(found.points.length);
    expect(total(Object.values(found.labels))).toBeLessThanOrEqual(24);
    expect(found.labels.CRITICAL).toBeGreaterThanOrEqual(found.points.length);
  });

  it("does not return one function twice", () => {
    // one start name twice over: every second round of the convex problem ends at the same minimum
    const convex: ArchitectureSpec = { kind: "deep-linear" };
    const loss = lossNamed("squared");
    const evaluator = float64Evaluator({
      program: compiled(convex, 1, 3),
      loss,
      data: randomData(stream(2, "data"), loss, 9, 3),
    });
    const { points, labels } = findCriticalPoints(
      { spec: convex, evaluator, engine: float64Evaluator },
      stream(2, "s"),
      8,
      ["descent", "random"],
    );
    expect(labels).toEqual({ CRITICAL: 8 });
    expect(points.length).toBe(1);
  });
});

/** Deep linear autoencoder of width 2 in dimension 4, second moments diag(1, 2, 3, 4): one class of critical points per index set I. */
describe("a deep linear autoencoder, all of whose critical points are known (Baldi & Hornik 1989)", () => {
  const lambda = [1, 2, 3, 4];
  const width = 2;
  const sets = [[], [0], [1], [2], [3], [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
  /** loss = sum of the eigenvalues left out; index = sum over I of the larger ones left out + (p - r)(n - r). */
  const classes = sets.map((kept) => {
    const out = [0, 1, 2, 3].filter((j) => !kept.includes(j));
    const climbs = total(kept.map((i) => out.filter((j) => lambda[j]! > lambda[i]!).length));
    return { risk: total(out.map((j) => lambda[j]!)), index: climbs + (width - kept.length) * (4 - kept.length) };
  });

  it("finds only those classes, most of them, each with its index", () => {
    const loss = lossNamed("squared");
    const architecture: ArchitectureSpec = { kind: "autoencoder", width };
    // x = +- sqrt(n lambda_j) e_j
    const rows = lambda.flatMap((value, j) =>
      [1, -1].map((sign) => lambda.map((_, k) => (k === j ? sign * Math.sqrt(4 * value) : 0))),
    );
    const x = Float64Array.from(rows.flat());
    const data = { samples: 8, dimension: 4, outputs: 4, x, y: x, weights: new Float64Array(8).fill(1 / 8) };
    const evaluator = float64Evaluator({ program: compiled(architecture, 2, 4, 4), loss, data });
    const context = { spec: architecture, evaluator, engine: float64Evaluator };
    const { points, labels } = findCriticalPoints(context, stream(3, "autoencoder"), 90, [
      "random",
      "random",
      "trajectory",
      "descent",
    ]);
    expect(points.length).toBeLessThanOrEqual(classes.length);
    expect(points.length).toBeGreaterThanOrEqual(8);
    expect(labels.CRITICAL).toBeGreaterThan(80);
    for (const { theta, drift } of points) {
      const risk = evaluator.risk(theta);
      const { index } = curvatureAt(evaluator, theta, drift)!;
      const matching = classes.filter((item) => Math.abs(item.risk - risk) < 1e-9).map((item) => item.index);
      expect(matching).toContain(index);
    }
  });
});

describe("a start beyond the range of float64", () => {
  it("is counted as ESCAPING and leaves the other starts alone", () => {
    const block: ArchitectureSpec = { kind: "residual", block: { width: 1, activation: "square" } };
    const loss = lossNamed("squared");
    const x = Float64Array.of(1e30, -1e30, 2e30, 1e30, 3e30, 1e30);
    const data = { ...randomData(stream(1, "beyond"), loss, 3, 2), x };
    const evaluator = float64Evaluator({ program: compiled(block, 16, 2), loss, data });
    const context = { spec: block, evaluator, engine: float64Evaluator };
    expect(findCriticalPoints(context, stream(1, "beyond"), 2, ["random"]).labels).toEqual({ ESCAPING: 2 });
  });
});

describe("a failure inside the search", () => {
  const failures: Readonly<Record<string, () => never>> = {
    "want of memory": () => {
      throw new RangeError("Array buffer allocation failed");
    },
    "a call stack without end": () => {
      const deeper = (): never => deeper();
      return deeper();
    },
    "a wrong length": () => {
      throw new Error(`unreachable: ${new Float64Array(-1).length}`);
    },
  };

  it.each(Object.entries(failures))("%s is no ESCAPING point: it reaches the cell", (_, fail) => {
    const context = contextOf(2);
    const evaluator = { ...context.evaluator, hessian: fail };
    const broken = { ...context, evaluator, engine: () => evaluator };
    expect(() => findCriticalPoints(broken, stream(1, "search"), 1, ["random"])).toThrow(RangeError);
  });
});
