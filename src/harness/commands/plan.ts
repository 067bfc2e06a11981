/** `plan`: the cells a run would consist of, as a table or as JSON. Exit code 0, or 2 when nothing could run. */
import type { PlanOptions } from "../plan.ts";
import type { Cell, Plan } from "../plan.types.ts";
import { selectedPlan } from "../selected-plan.ts";
import { loadSpecs } from "./load.ts";
import { type Print, table } from "./print.ts";

const header: readonly string[] = [
  "cell",
  "spec",
  "points",
  "dataset",
  "architecture",
  "loss",
  "depth",
  "seed",
  "axes",
  "flops",
];

function row({ id, spec, axes, cost }: Cell): (string | number)[] {
  const { points, dataset, architecture, loss, depth, seed, file, ...others } = axes;
  const further = Object.entries(others).map(([axis, value]) => `${axis}=${value}`);
  const own = file === undefined ? further : [file];
  return [
    id,
    spec,
    points,
    dataset ?? "-",
    architecture ?? "-",
    loss ?? "-",
    depth,
    seed,
    own.join(" "),
    cost.toExponential(1),
  ];
}

function planText({ cells, hash }: Plan): string {
  const total = cells.reduce((sum, { cost }) => sum + cost, 0);
  return `${table(header, cells.map(row))}\n${cells.length} ${cells.length === 1 ? "cell" : "cells"}, ${total.toExponential(1)} flops, plan ${hash}`;
}

export function plan(
  paths: readonly string[],
  options: PlanOptions & { json?: boolean | undefined },
  print: Print,
): number {
  const specs = loadSpecs(paths, print);
  if (specs === null) return 2;
  const selected = selectedPlan(specs, options);
  if (!selected.ok) {
    for (const problem of selected.problems) print.err(problem);
    return 2;
  }
  print.out(options.json === true ? JSON.stringify(selected.plan, null, 2) : planText(selected.plan));
  return 0;
}
