/** A stored witness measured again by both routes, from its point and, for a function class, the stream that finds its members. */
import { engines } from "../models/engines/index.ts";
import { defaultEngine } from "../models/engines/names.ts";
import type { Problem } from "../models/evaluator.ts";
import type { PointFile } from "../models/point.ts";
import { readPoint, writePoint } from "../models/point-file.ts";
import { stream } from "../numerics/random.ts";
import { measureClass, measurePoint } from "../verifiers/measure.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import { dataContext } from "../verifiers/quantities/data-context.ts";
import { pointContext } from "../verifiers/quantities/point-context.ts";
import { replay as secondRoute } from "../verifiers/replay/replay.ts";
import { estimateRademacher } from "../verifiers/searches/class-supremum.ts";
import { architectureOf } from "./cell-problem.ts";
import { secondRouteOfClass } from "./replay-class.ts";
import type { WitnessSample } from "./witness-file.ts";

export interface Routes {
  readonly depth: number;
  readonly first: Measurements;
  readonly second: Measurements;
}

type Measured = Omit<Routes, "depth">;

/** The file may come from anywhere: what cannot be measured is refused with a reason. */
export function bothRoutes(of: WitnessSample, names: readonly string[]): Routes | { readonly reason: string } {
  if (!of.point) return { reason: `the parameters of the witness at depth ${of.axes.depth} were not stored` };
  const point = readPoint(of.point);
  if (!point.ok) return point;
  const routes = of.class
    ? classRoutes(names, of.class, of.point, point.problem)
    : pointRoutes(names, of.point, point.problem, point.theta);
  return "reason" in routes ? routes : { depth: point.problem.program.depth, ...routes };
}

/** The producer's numbers are not used: only the point, the claim and the axes are. */
function pointRoutes(names: readonly string[], point: PointFile, problem: Problem, theta: Float64Array): Measured {
  const { program, data, loss } = problem;
  const base = dataContext(data, loss, program.depth, program.width);
  const first = measurePoint(pointContext(base, engines[defaultEngine](problem), theta, null), new Set(names));
  return { first, second: secondRoute(point, names) };
}

/** Finds the members of the class again from the stream named in the file. */
function classRoutes(
  names: readonly string[],
  { budgets, estimate, seed, stream: label, engine: name = "float64" }: NonNullable<WitnessSample["class"]>,
  point: PointFile,
  problem: Problem,
): Measured | { readonly reason: string } {
  const { program, data, loss } = problem;
  const members: PointFile[] = [];
  const spec = architectureOf(point);
  const engine = engines[name];
  const search = { spec, evaluator: engine(problem), engine };
  const found = estimateRademacher(search, budgets, estimate, stream(seed, label), (y, theta) => {
    members.push(writePoint({ ...problem, data: { ...data, y } }, spec, theta));
  });
  if ("reason" in found) return found;
  const base = dataContext(data, loss, program.depth, program.width);
  return {
    first: measureClass({ ...base, estimate: found }, new Set(names)),
    second: secondRouteOfClass({ points: members, budgets, exactSigns: found.exactSigns }, names),
  };
}
