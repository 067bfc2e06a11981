/** `replay WITNESS`: measures a stored witness again by both routes and judges its claim from each. Exit 0 when both say the same. */
import { float64Evaluator } from "../../models/engines/float64.ts";
import type { PointFile } from "../../models/point.ts";
import { readPoint, writePoint } from "../../models/point-file.ts";
import { stream } from "../../numerics/random.ts";
import { measureClass, measurePoint } from "../../verifiers/measure.ts";
import type { Measurements } from "../../verifiers/measurement.ts";
import { dataContext } from "../../verifiers/quantities/data-context.ts";
import { pointContext } from "../../verifiers/quantities/point-context.ts";
import { replayClass } from "../../verifiers/replay/class.ts";
import { replay as secondRoute } from "../../verifiers/replay/replay.ts";
import { estimateRademacher } from "../../verifiers/searches/class-supremum.ts";
import { architectureOf } from "../cell-problem.ts";
import { claimNames } from "../measured-names.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { decideClaim, type WitnessDecision } from "../statement-of-claim.ts";
import { readJsonFile, type WitnessFile } from "../witness-file.ts";
import { type Print, table } from "./print.ts";

interface Routes {
  readonly first: Measurements;
  readonly second: Measurements;
}

export function replay(path: string, options: { readonly json: boolean }, print: Print): number {
  let witness: WitnessFile;
  try {
    const value = readJsonFile(path);
    const wrong = mismatches("witness", value)[0];
    if (wrong) throw new Error(`${pointerOf(wrong.path) || "/"}: ${wrong.message}`);
    witness = value as WitnessFile;
  } catch (error) {
    print.err(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  if (!witness.point) {
    print.err(`${path}: the parameters of this witness were not stored`);
    return 2;
  }
  if (/\bslope\b/.test(witness.assert)) {
    print.err(
      `${path}: a claim across depths is judged from a whole record, not from one witness; its quantities are replayed below`,
    );
  }
  const routes = bothRoutes(witness, witness.point);
  const decisions = /\bslope\b/.test(witness.assert)
    ? null
    : { first: decideClaim(witness, routes.first), second: decideClaim(witness, routes.second) };
  print.out(
    options.json ? JSON.stringify({ witness: path, ...routes, decisions }, null, 2) : text(witness, routes, decisions),
  );
  return decisions === null || decisions.first.refutes === decisions.second.refutes ? 0 : 1;
}

/** The producer's numbers are not used: only the point, the claim and the axes are. */
function bothRoutes(witness: WitnessFile, point: PointFile): Routes {
  const names = namesOf(witness);
  const read = readPoint(point);
  if (!read.ok) throw new Error(read.reason);
  const { program, data, loss } = read.problem;
  const base = dataContext(data, loss, program.depth, program.width);
  if (!witness.class) {
    const context = pointContext(base, float64Evaluator(read.problem), read.theta, null);
    return { first: measurePoint(context, new Set(names)), second: secondRoute(point, names) };
  }
  const { budgets, estimate, seed, stream: label } = witness.class;
  const members: PointFile[] = [];
  const spec = architectureOf(point);
  const search = { spec, evaluator: float64Evaluator(read.problem), engine: float64Evaluator };
  const found = estimateRademacher(search, budgets, estimate, stream(seed, label), (y, theta) => {
    members.push(writePoint({ ...read.problem, data: { ...data, y } }, spec, theta));
  });
  if ("reason" in found) throw new Error(found.reason);
  const samplingError = found.exactSigns ? 0 : found.error;
  return {
    first: measureClass({ ...base, estimate: found }, new Set(names)),
    second: replayClass({ points: members, budgets, samplingError }, names),
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
