/** Witness files (`depthproof-witness/1`): one stored witness with its claim, complete enough to be checked without the run it comes from. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EngineName } from "../models/engines/names.ts";
import type { PointFile } from "../models/point.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import type { ClassBudgets } from "../verifiers/searches/class-supremum.ts";
import { axesOf } from "./axis-formula.ts";
import { cellProblem } from "./cell-problem.ts";
import { classBudgets } from "./class-budgets.ts";
import { engineNameOf } from "./engine-of.ts";
import type { Located, WorstWitness } from "./judge/index.ts";
import { claimNames } from "./measured-names.ts";
import type { Cell, CellAxes } from "./plan.types.ts";
import type { Claim, Spec } from "./spec/types.ts";
import { decideClaim, decideFit, isAcrossDepth } from "./statement-of-claim.ts";
import { streamLabel } from "./stream-label.ts";
import { witnessPoint } from "./witness-point.ts";
import { writeFiles } from "./write-whole.ts";

/** One stored witness: where it is from, and the point or class it is. */
export interface WitnessSample {
  readonly cell: string;
  readonly axes: CellAxes;
  readonly index: number;
  readonly origin: string;
  readonly point: PointFile | null;
  readonly class?: {
    readonly budgets: ClassBudgets;
    readonly estimate: { readonly signs: "exact" | number; readonly starts: number };
    readonly seed: number;
    readonly stream: string;
    /** What searched the class; the reference engine where it is not said. */
    readonly engine?: EngineName;
  };
  readonly quantities: Measurements;
}

export interface WitnessFile extends WitnessSample {
  readonly format: "depthproof-witness/1";
  readonly spec: string;
  readonly specFile: string;
  readonly claim: string;
  readonly statement: string;
  readonly expected: "supported" | "violated" | "any";
  readonly let: Readonly<Record<string, string>>;
  readonly given: readonly { readonly name: string; readonly formula: string }[];
  readonly assert: string;
  /** Claims across depth: every witness that the fit goes through, this one among them. */
  readonly fit?: readonly WitnessSample[];
  readonly margin: { readonly value: number; readonly low: number | null; readonly high: number | null } | null;
}

export function witnessFile({ spec, claim, fitted, ...located }: WorstWitness, specFile: string): WitnessFile {
  const own = sampleOf(spec, claim, located);
  const fit = fitted.map((one) => sampleOf(spec, claim, one));
  return {
    format: "depthproof-witness/1",
    spec: spec.id,
    specFile,
    claim: claim.key,
    statement: statementText(
      claim.given.map(({ formula }) => formula),
      claim.assert,
    ),
    expected: claim.expect,
    let: claim.let,
    given: claim.given,
    assert: claim.assert,
    ...own,
    ...(fit.length > 0 && { fit }),
    margin: marginOf(claim, own, fit),
  };
}

function sampleOf(spec: Spec, claim: Claim, { cell, witness }: Located): WitnessSample {
  const point = witnessPoint(spec, cell.cell, witness);
  return {
    cell: cell.cell.id,
    axes: cell.cell.axes,
    index: witness.index,
    origin: witness.origin,
    point: point.ok ? point.point : null,
    ...classOf(spec, cell.cell),
    quantities: onlyNamed(witness.quantities, claimNames(claim)),
  };
}

/** What the search of a function class needs to find the same members again. */
function classOf(spec: Spec, cell: Cell): Pick<WitnessSample, "class"> {
  const points = spec.points[cell.axes.points];
  const built = points?.kind === "class" ? cellProblem(spec, cell) : null;
  if (points?.kind !== "class" || !built?.ok) return {};
  const budgets = classBudgets(points, axesOf(cell, built.problem));
  return {
    class: {
      budgets,
      estimate: points.estimate,
      seed: spec.seed,
      stream: streamLabel(spec, cell),
      engine: engineNameOf(spec),
    },
  };
}

const statementText = (given: readonly string[], assert: string): string =>
  given.length === 0 ? assert : `given ${given.join(" and ")}: ${assert}`;

function onlyNamed(quantities: Measurements, names: ReadonlySet<string>): Measurements {
  return Object.fromEntries(Object.entries(quantities).filter(([name]) => names.has(name)));
}

/** Of the formula at the witness, or of the fit. */
function marginOf(claim: Claim, own: WitnessSample, fit: readonly WitnessSample[]): WitnessFile["margin"] {
  const samples = fit.map(({ axes, quantities }) => ({ depth: axes.depth, first: quantities, second: quantities }));
  const decision = isAcrossDepth(claim) ? decideFit(claim, samples).first : decideClaim(claim, own.quantities);
  const { outcome } = decision.assert;
  if (outcome.kind === "inapplicable") return null;
  const finite = (end: number): number | null => (Number.isFinite(end) ? end : null);
  return { value: outcome.margin.value, low: finite(outcome.margin.low), high: finite(outcome.margin.high) };
}

export function writeWitnesses(out: string, witnesses: readonly WorstWitness[], fileOf: (spec: Spec) => string): void {
  const files = witnesses.map((worst): [string, string] => [
    join(out, worst.path),
    `${JSON.stringify(witnessFile(worst, fileOf(worst.spec)), null, 1)}\n`,
  ]);
  writeFiles(join(out, "witnesses"), files);
}

const maxBytes = 64 * 2 ** 20;

/** The parsed file, not yet checked against the schema. Throws on unreadable or oversized files. */
export function readJsonFile(path: string): unknown {
  const { size } = statSync(path);
  if (size > maxBytes) throw new Error(`${size} bytes, at most ${maxBytes} are read`);
  return JSON.parse(readFileSync(path, "utf8"));
}
