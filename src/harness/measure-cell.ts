/** Measures one cell: finds its witnesses and every quantity its claims name. The only place where searches and quantities meet. */
import type { Evaluator, Problem } from "../models/evaluator.ts";
import { currentBackend } from "../models/training/current.ts";
import { initialParameters, train } from "../models/training/train.ts";
import { type Stream, stream } from "../numerics/random.ts";
import { measureClass } from "../verifiers/measure.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import { dataContext } from "../verifiers/quantities/data-context.ts";
import { estimateRademacher } from "../verifiers/searches/class-supremum.ts";
import { findCriticalPoints } from "../verifiers/searches/find-critical.ts";
import type { SearchContext, Trainer } from "../verifiers/searches/strategy.ts";
import { axesOf } from "./axis-formula.ts";
import { type CellProblem, cellProblem } from "./cell-problem.ts";
import { classBudgets } from "./class-budgets.ts";
import { encodeFloats } from "./encoding.ts";
import { engineNameOf, engineOf } from "./engine-of.ts";
import { measuredNames } from "./measured-names.ts";
import type { Cell } from "./plan.types.ts";
import { quantitiesAt } from "./quantities-at.ts";
import type { CellRecord, StoredPoint, WitnessRecord } from "./record.types.ts";
import { originOf, regenerablePoints } from "./regenerable-points.ts";
import type { PointsSpec, Spec } from "./spec/types.ts";
import { streamLabel } from "./stream-label.ts";

type Findings = Pick<CellRecord, "labels" | "yields" | "witnesses">;

const nothing = { labels: {}, yields: {} } as const;

/** `points` is the cell's points set after the profile's factors. Never throws: what goes wrong is the record's status. */
export function measureCell(spec: Spec, cell: Cell, points: PointsSpec): CellRecord {
  const started = performance.now();
  const record = { format: "depthproof-record/1", type: "cell", cell, engine: engineNameOf(spec) } as const;
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  try {
    const problem = cellProblem(spec, cell);
    if (!problem.ok)
      return { ...record, ...nothing, status: "crash", message: problem.reason, witnesses: [], seconds: seconds() };
    const findings = search(spec, cell, points, problem);
    const broken = findings.witnesses.find((witness) => hasNonFinite(witness.quantities));
    if (broken)
      return {
        ...record,
        ...findings,
        status: "nonfinite",
        message: `witness ${broken.index} has a non-finite quantity`,
        witnesses: [],
        seconds: seconds(),
      };
    return { ...record, ...findings, status: "ok", message: null, seconds: seconds() };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    // V8 says so when an array does not fit into memory; a full heap ends the worker instead.
    const status = message.includes("allocation failed") ? "oom" : "crash";
    return { ...record, ...nothing, status, message, witnesses: [], seconds: seconds() };
  }
}

function hasNonFinite(quantities: Measurements): boolean {
  return Object.values(quantities).some((item) => item.value !== null && !Number.isFinite(item.value + item.error));
}

type Usable = Extract<CellProblem, { ok: true }>;

function search(spec: Spec, cell: Cell, points: PointsSpec, { problem, architecture, theta }: Usable): Findings {
  const engine = engineOf(spec);
  const evaluator = engine(problem);
  const trainer = trainerOf(points);
  const context: SearchContext = { spec: architecture, evaluator, engine, ...(trainer && { train: trainer }) };
  const random = stream(spec.seed, streamLabel(spec, cell));
  const names = measuredNames(spec, cell.axes.points);
  switch (points.kind) {
    case "critical":
      return critical(context, random, points, names);
    case "random":
    case "trajectory": {
      const thetas = regenerablePoints(evaluator, random, points, axesOf(cell, problem));
      return { ...nothing, witnesses: regenerableWitnesses(evaluator, thetas, originOf(points), names) };
    }
    case "given":
      if (!theta) throw new Error("a given cell without a point");
      return { ...nothing, witnesses: [givenWitness(evaluator, theta, names)] };
    case "class":
      return classWitness(context, random, cell, points, names);
    default:
      return points satisfies never;
  }
}

/** A cell that asks for a backend that does not run fails; it never falls back on another way of searching. */
function trainerOf(points: PointsSpec): Trainer | null {
  const options = points.kind === "critical" ? points.descent : undefined;
  if (options === undefined) return null;
  const loaded = currentBackend();
  if (!loaded.ok) throw new Error(loaded.reason);
  const { backend } = loaded;
  return (problem, random) => {
    const start = initialParameters(problem.program, random);
    const trained = train(backend, problem, start, options, random.child("batches"));
    return trained.ok ? { ...trained, by: backend.label } : trained;
  };
}

function critical(
  context: SearchContext,
  random: Stream,
  points: Extract<PointsSpec, { kind: "critical" }>,
  names: ReadonlySet<string>,
): Findings {
  const found = findCriticalPoints(context, random, points.starts, points.strategies);
  const own = context.evaluator.problem.data;
  const witnesses = found.points.map((point, index): WitnessRecord => {
    const quantities = quantitiesAt(point.evaluator, point.theta, point.drift, names, point.eigen);
    return { index, origin: point.origin, quantities, point: storedPoint(point.evaluator.problem, own, point.theta) };
  });
  return { labels: found.labels, yields: found.yields, witnesses };
}

/** The stream gives these points again: their parameters are not stored (witness-point.ts). */
function regenerableWitnesses(
  evaluator: Evaluator,
  thetas: readonly Float64Array[],
  origin: string,
  names: ReadonlySet<string>,
): WitnessRecord[] {
  return thetas.map((theta, index) => ({
    index,
    origin,
    quantities: quantitiesAt(evaluator, theta, null, names),
    point: null,
  }));
}

function givenWitness(evaluator: Evaluator, theta: Float64Array, names: ReadonlySet<string>): WitnessRecord {
  const quantities = quantitiesAt(evaluator, theta, null, names);
  return {
    index: 0,
    origin: "given",
    quantities,
    point: storedPoint(evaluator.problem, evaluator.problem.data, theta),
  };
}

function storedPoint(problem: Problem, own: Problem["data"], theta: Float64Array): StoredPoint {
  const { data } = problem;
  return {
    parameters: encodeFloats(theta),
    ...(data.x === own.x ? {} : { inputs: encodeFloats(data.x) }),
    ...(data.y === own.y ? {} : { labels: encodeFloats(data.y) }),
    ...(data.weights === own.weights ? {} : { weights: encodeFloats(data.weights) }),
  };
}

function classWitness(
  context: SearchContext,
  random: Stream,
  cell: Cell,
  points: Extract<PointsSpec, { kind: "class" }>,
  names: ReadonlySet<string>,
): Findings {
  const { program, data, loss } = context.evaluator.problem;
  const budgets = classBudgets(points, axesOf(cell, context.evaluator.problem));
  const estimate = estimateRademacher(context, budgets, points.estimate, random);
  if ("reason" in estimate) throw new Error(estimate.reason);
  const quantities = measureClass({ ...dataContext(data, loss, program.depth, program.width), estimate }, names);
  const point = { parameters: encodeFloats(estimate.theta), labels: encodeFloats(estimate.signs) };
  const origin = estimate.exactSigns ? "all sign vectors" : `${estimate.signVectors} random sign vectors`;
  return { ...nothing, witnesses: [{ index: 0, origin, quantities, point }] };
}
