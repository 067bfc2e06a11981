/** Every quantity at a point file, for tests of the shipped specs' points and of instances written out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { float64Evaluator } from "../../src/models/engines/float64.ts";
import type { PointFile } from "../../src/models/point.ts";
import { readPoint } from "../../src/models/point-file.ts";
import { measurePoint } from "../../src/verifiers/measure.ts";
import type { Measurements } from "../../src/verifiers/measurement.ts";
import { catalogue } from "../../src/verifiers/quantities/catalogue.ts";
import { dataContext } from "../../src/verifiers/quantities/data-context.ts";
import { type PointContext, pointContext } from "../../src/verifiers/quantities/point-context.ts";

export function contextOf(point: PointFile): PointContext {
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  const { program, data, loss } = read.problem;
  const context = dataContext(data, loss, program.depth, program.width);
  return pointContext(context, float64Evaluator(read.problem), read.theta, null);
}

export const measured = (context: PointContext): Measurements => measurePoint(context, new Set(Object.keys(catalogue)));

/** NaN where there is none. */
export function valuesOf(point: PointFile): Readonly<Record<string, number>> {
  const found = Object.entries(measured(contextOf(point)));
  return Object.fromEntries(found.map(([name, item]) => [name, item.value ?? Number.NaN]));
}

/** A point of specs/. */
export const shipped = (path: string): PointFile =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../specs", `${path}.json`), "utf8")) as PointFile;

export function point(
  loss: string,
  data: PointFile["data"],
  architecture: PointFile["architecture"],
  parameters: PointFile["parameters"],
): PointFile {
  return { format: "depthproof-point/1", loss, data, architecture, parameters };
}
