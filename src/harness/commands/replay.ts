/** `replay WITNESS`: measures a stored witness again by both routes and judges its claim from each. Exit code 0 when both say the same, 5 when not. */
import type { Measurements } from "../../verifiers/measurement.ts";
import { claimNames } from "../measured-names.ts";
import { mismatches } from "../spec/schema.ts";
import { pointerOf } from "../spec/source.ts";
import { decideClaim, decideFit, formulaProblem, isAcrossDepth, type WitnessDecision } from "../statement-of-claim.ts";
import { readJsonFile, type WitnessFile, type WitnessSample } from "../witness-file.ts";
import { bothRoutes, type Routes } from "../witness-routes.ts";
import { type Print, table } from "./print.ts";

/** The claim no second route confirms (exit code 5 of a run). */
const unconfirmed = 5;

export function replay(path: string, options: { readonly json: boolean }, print: Print): number {
  const read = readWitness(path);
  if (!read.ok) {
    print.err(`${path}: ${read.reason}`);
    return 2;
  }
  const { witness, samples } = read;
  const decisions = decisionsOf(witness, samples);
  print.out(
    options.json
      ? JSON.stringify({ witness: path, ...routesOf(samples), decisions }, null, 2)
      : text(witness, samples, decisions),
  );
  return decisions.first.refutes === decisions.second.refutes ? 0 : unconfirmed;
}

/** One witness measured by both routes. */
interface Sample extends Routes {
  readonly of: WitnessSample;
}

interface Decisions {
  readonly first: WitnessDecision;
  readonly second: WitnessDecision;
}

function decisionsOf(witness: WitnessFile, samples: readonly [Sample, ...Sample[]]): Decisions {
  if (isAcrossDepth(witness)) return decideFit(witness, samples);
  const [{ first, second }] = samples;
  return { first: decideClaim(witness, first), second: decideClaim(witness, second) };
}

/** A fit is shown as the list of its witnesses. */
function routesOf(
  samples: readonly [Sample, ...Sample[]],
): Pick<Routes, "first" | "second"> | { readonly fit: readonly unknown[] } {
  const [{ first, second }] = samples;
  return samples.length === 1
    ? { first, second }
    : { fit: samples.map(({ of, depth, ...routes }) => ({ cell: of.cell, index: of.index, depth, ...routes })) };
}

type Refused = { readonly ok: false; readonly reason: string };
type ReadWitness =
  | { readonly ok: true; readonly witness: WitnessFile; readonly samples: readonly [Sample, ...Sample[]] }
  | Refused;

const refuse = (reason: string): Refused => ({ ok: false, reason });

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
  const formula = formulaProblem(witness);
  if (formula !== null) return refuse(formula);
  const [own, ...others] = isAcrossDepth(witness) ? (witness.fit ?? []) : [witness];
  if (own === undefined) return refuse("a claim across depths needs the witnesses of its fit, under the key fit");
  return measureAll(witness, own, others);
}

function measureAll(witness: WitnessFile, own: WitnessSample, others: readonly WitnessSample[]): ReadWitness {
  const first = measure(witness, own);
  if ("reason" in first) return first;
  const rest: Sample[] = [];
  for (const other of others) {
    const sample = measure(witness, other);
    if ("reason" in sample) return sample;
    rest.push(sample);
  }
  return { ok: true, witness, samples: [first, ...rest] };
}

function measure(witness: WitnessFile, of: WitnessSample): Sample | Refused {
  const routes = bothRoutes(of, namesOf(witness));
  return "reason" in routes ? refuse(routes.reason) : { of, ...routes };
}

function namesOf(witness: WitnessFile): string[] {
  const lets = new Set(Object.keys(witness.let));
  return [...claimNames(witness)].filter((name) => !lets.has(name));
}

function text(witness: WitnessFile, samples: readonly Sample[], decisions: Decisions): string {
  const lines = [`${witness.spec} / ${witness.claim}: ${witness.statement}`, ...samples.flatMap(sampleText)];
  const verdictOf = (decision: WitnessDecision): string =>
    decision.refutes ? "refutes the claim" : "does not refute the claim";
  const margin = ({ assert: { outcome } }: WitnessDecision): string =>
    outcome.kind === "inapplicable" ? outcome.reason : `margin ${outcome.margin.value}`;
  lines.push(
    `first route:  ${verdictOf(decisions.first)}, ${margin(decisions.first)}`,
    `second route: ${verdictOf(decisions.second)}, ${margin(decisions.second)}`,
  );
  return lines.join("\n");
}

function sampleText({ of, depth, first, second }: Sample): string[] {
  const show = (item: Measurements[string] | undefined): string =>
    item === undefined ? "-" : item.value === null ? item.reason : `${item.value} ± ${item.error.toExponential(0)}`;
  const rows = Object.keys(first).map((name) => [name, show(first[name]), show(second[name])]);
  return [
    `witness ${of.index} of cell ${of.cell}, depth ${depth}, found by ${of.origin}`,
    "",
    table(["quantity", "first route", "second route"], rows),
    "",
  ];
}
