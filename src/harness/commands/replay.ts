/** `replay WITNESS`: measures a stored witness again by both routes and judges its claim from each. Exit code 0 when both say the same, 5 when not. */
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { Problem } from "../../models/evaluator.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint, writePoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { measureClass, measurePoint } from "../../verifiers/measure.ts";
import type { Measurements } from "../../verifiers/measurement.ts";
import { dataContext } from "../../verifiers/quantities/data-context.ts";
import { pointContext } from "../../verifiers/quantities/point-context.ts";
import { replay as secondRoute } from "../../verifiers/replay/replay.ts";
import { estimateRademacher } from "../../verifiers/searches/class-supremum.ts";
import { architectureOf } from "../cell-problem.ts";
import { claimNames } from "../measured-names.ts";
import { secondRouteOfClass } from "../replay-class.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { decideClaim, formulaProblem, type WitnessDecision } from "../statement-of-claim.ts";
import { readJsonFile, type WitnessFile } from "../witness-file.ts";
import { type Print, table } from "./print.ts";

interface Routes {
  readonly first: Measurements;
  readonly second: Measurements;
}

/** The claim no second route confirms (exit code 5 of a run). */
const unconfirmed = 5;

const acrossDepth = ({ assert }: WitnessFile): boolean => /\bslope\b/.test(assert);

export function replay(path: string, options: { readonly json: boolean }, print: Print): number {
  const read = readWitness(path);
  if (!read.ok) {
    print.err(`${path}: ${read.reason}`);
    return 2;
  }
  const { witness, routes } = read;
  if (acrossDepth(witness))
    print.err(`${path}: a claim across depths is judged from a whole record; the quantities of one witness follow`);
  const decisions = acrossDepth(witness)
    ? null
    : { first: decideClaim(witness, routes.first), second: decideClaim(witness, routes.second) };
  print.out(
    options.json ? JSON.stringify({ witness: path, ...routes, decisions }, null, 2) : text(witness, routes, decisions),
  );
  return decisions === null || decisions.first.refutes === decisions.second.refutes ? 0 : unconfirmed;
}

type ReadWitness =
  | { readonly ok: true; readonly witness: WitnessFile; readonly routes: Routes }
  | { readonly ok: false; readonly reason: string };

const refuse = (reason: string): ReadWitness => ({ ok: false, reason });

/** The file may have been edited by hand: everything in it is checked before it is used. */
function readWitness(path: string): ReadWitness {
  let value: unknown;
  try {
    value = readJsonFile(path);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const wrong = mismatches("witness", value)[0];
  if (wrong) return refuse(`${pointerOf(wrong.path) || "/"}: ${wrong.message}`);
  const witness = value as WitnessFile;
  if (!witness.point) return refuse("the parameters of this witness were not stored");
  const formula = formulaProblem(witness);
  if (formula !== null) return refuse(formula);
  const point = readPoint(witness.point);
  if (!point.ok) return refuse(point.reason);
  const routes = witness.class
    ? classRoutes(witness, witness.class, witness.point, point.problem)
    : pointRoutes(witness, witness.point, point.problem, point.theta);
  return "reason" in routes ? refuse(routes.reason) : { ok: true, witness, routes };
}

/** The producer's numbers are not used: only the point, the claim and the axes are. */
function pointRoutes(witness: WitnessFile, point: PointFile, problem: Problem, theta: Float64Array): Routes {
  const names = namesOf(witness);
  const { program, data, loss } = problem;
  const base = dataContext(data, loss, program.depth, program.width);
  const first = measurePoint(pointContext(base, float64Evaluator(problem), theta, null), new Set(names));
  return { first, second: secondRoute(point, names) };
}

/** Finds the members of the class again from the stream named in the file. */
function classRoutes(
  witness: WitnessFile,
  { budgets, estimate, seed, stream: label }: NonNullable<WitnessFile["class"]>,
  point: PointFile,
  problem: Problem,
): Routes | { readonly reason: string } {
  const { program, data, loss } = problem;
  const members: PointFile[] = [];
  const spec = architectureOf(point);
  const search = { spec, evaluator: float64Evaluator(problem), engine: float64Evaluator };
  const found = estimateRademacher(search, budgets, estimate, stream(seed, label), (y, theta) => {
    members.push(writePoint({ ...problem, data: { ...data, y } }, spec, theta));
  });
  if ("reason" in found) return found;
  const names = namesOf(witness);
  const base = dataContext(data, loss, program.depth, program.width);
  const samplingError = found.exactSigns ? 0 : found.error;
  return {
    first: measureClass({ ...base, estimate: found }, new Set(names)),
    second: secondRouteOfClass({ points: members, budgets, samplingError }, names),
  };
}

function namesOf(witness: WitnessFile): string[] {
  const lets = new Set(Object.keys(witness.let));
  return [...claimNames(witness)].filter((name) => !lets.has(name));
}

function text(
  witness: WitnessFile,
  { first, second }: Routes,
  decisions: { readonly first: WitnessDecision; readonly second: WitnessDecision } | null,
): string {
  const show = (item: Measurements[string] | undefined): string =>
    item === undefined ? "-" : item.value === null ? item.reason : `${item.value} ± ${item.error.toExponential(0)}`;
  const rows = Object.keys(first).map((name) => [name, show(first[name]), show(second[name])]);
  const lines = [
    `${witness.spec} / ${witness.claim}: ${witness.statement}`,
    `witness ${witness.index} of cell ${witness.cell}, depth ${witness.axes.depth}, found by ${witness.origin}`,
    "",
    table(["quantity", "first route", "second route"], rows),
  ];
  if (!decisions) return lines.join("\n");
  const verdictOf = (decision: WitnessDecision): string =>
    decision.refutes ? "refutes the claim" : "does not refute the claim";
  const margin = ({ assert: { outcome } }: WitnessDecision): string =>
    outcome.kind === "inapplicable" ? outcome.reason : `margin ${outcome.margin.value}`;
  lines.push(
    "",
    `first route:  ${verdictOf(decisions.first)}, ${margin(decisions.first)}`,
    `second route: ${verdictOf(decisions.second)}, ${margin(decisions.second)}`,
  );
  return lines.join("\n");
}
