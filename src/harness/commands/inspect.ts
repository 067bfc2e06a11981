/** `inspect POINT`: every axis, data and point quantity at a point file, each with its error and grade. */
import { engines } from "../../models/engines/index.ts";
import type { EngineName } from "../../models/engines/names.ts";
import { readPoint } from "../../models/point-file.ts";
import { measurePoint } from "../../verifiers/measure.ts";
import type { Measurement, Measurements } from "../../verifiers/measurement.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import { dataContext } from "../../verifiers/quantities/data-context.ts";
import { pointContext } from "../../verifiers/quantities/point-context.ts";
import { readPointAt } from "../point-input.ts";
import { type Print, table } from "./print.ts";

export function inspect(
  path: string,
  options: { readonly json: boolean; readonly engine: EngineName },
  print: Print,
): number {
  const input = readPointAt(path);
  if (!input.ok) {
    print.err(`${path}: ${input.reason}`);
    return 2;
  }
  const point = readPoint(input.point);
  if (!point.ok) {
    print.err(`${path}: ${point.reason}`);
    return 2;
  }
  const { program, data, loss } = point.problem;
  const base = dataContext(data, loss, program.depth, program.width);
  const names = new Set(Object.keys(catalogue).filter((name) => catalogue[name]?.scope !== "class"));
  const measured = measurePoint(pointContext(base, engines[options.engine](point.problem), point.theta, null), names);
  print.out(options.json ? JSON.stringify(measured, null, 2) : text(measured));
  return 0;
}

function text(measured: Measurements): string {
  const row = ([name, item]: [string, Measurement]): string[] =>
    item.value === null
      ? [name, "-", "", "", item.reason]
      : [name, String(item.value), `± ${item.error.toExponential(1)}`, item.grade, catalogue[name]?.meaning ?? ""];
  return table(["quantity", "value", "error", "grade", "meaning"], Object.entries(measured).map(row));
}
