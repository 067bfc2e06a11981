/** The portfolio: starts go round the strategies, points are polished, judged, labelled and de-duplicated in function space. */
import type { Evaluator } from "../../models/evaluator.ts";
import type { Stream } from "../../numerics/random.ts";
import type { Label } from "../label.ts";
import { asItStands, type Polished, polish } from "./polish.ts";
import { strategies } from "./registry.ts";
import type { SearchContext } from "./strategy.ts";

export interface CriticalPoint {
  readonly origin: string;
  readonly theta: Float64Array;
  readonly evaluator: Evaluator;
  /** The Newton step to the true critical point: what the distance costs is added to the error of lambda_min. */
  readonly drift: Float64Array;
}

export interface CriticalSearch {
  readonly points: readonly CriticalPoint[];
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  readonly yields: Readonly<Record<string, { readonly attempted: number; readonly accepted: number }>>;
}

export function findCriticalPoints(
  context: SearchContext,
  random: Stream,
  starts: number,
  names: readonly string[] = Object.keys(strategies),
): CriticalSearch {
  const points: CriticalPoint[] = [];
  const labels: Partial<Record<Label, number>> = {};
  const yields: Record<string, { attempted: number; accepted: number }> = {};
  for (let start = 0; start < starts; start++) {
    const name = names[start % names.length]!;
    const tally = yields[name] ?? { attempted: 0, accepted: 0 };
    yields[name] = tally;
    tally.attempted++;
    const outcome = attempt(context, name, random.child(`start-${start}`));
    if (!outcome) continue;
    labels[outcome.label] = (labels[outcome.label] ?? 0) + 1;
    const { found } = outcome;
    if (!found) continue;
    if (points.some((known) => sameFunction(known, found))) continue;
    points.push(found);
    tally.accepted++;
  }
  return { points, labels, yields };
}

interface Attempt {
  readonly label: Label;
  readonly found: CriticalPoint | null;
}

/** null when the strategy has nothing to propose here. A point beyond the range of float64 is on its way to infinity. */
function attempt(context: SearchContext, name: string, random: Stream): Attempt | null {
  try {
    const proposal = strategies[name]!.propose(context, random);
    if (!proposal.ok) return null;
    const { evaluator, theta } = proposal;
    const polished = proposal.exact ? asItStands(evaluator, theta) : polish(evaluator, theta);
    const { label } = polished.acceptance;
    return { label, found: label === "CRITICAL" ? pointOf(name, evaluator, polished) : null };
  } catch (error) {
    // the matrix routines refuse non-finite entries with a RangeError
    if (error instanceof RangeError) return { label: "ESCAPING", found: null };
    throw error;
  }
}

function pointOf(origin: string, evaluator: Evaluator, { theta, acceptance }: Polished): CriticalPoint {
  return { origin, theta, evaluator, drift: acceptance.newtonStep };
}

/** Equal in function space: same data, same risk and same predictions to 1e-8 (parameters differ along symmetry orbits). */
function sameFunction(a: CriticalPoint, b: CriticalPoint): boolean {
  if (a.evaluator.problem.data !== b.evaluator.problem.data) return false;
  // w = 0 points all predict 0 and are told apart by their representation
  const left = a.evaluator.forward(a.theta);
  const values = [left.predictions.slice(), representation(a, left.nodes)] as const;
  const right = b.evaluator.forward(b.theta);
  return close(values[0], right.predictions) && close(values[1], representation(b, right.nodes));
}

function representation({ evaluator }: CriticalPoint, nodes: readonly Float64Array[]): Float64Array {
  const { program } = evaluator.problem;
  return nodes[program.residual?.representations.at(-1) ?? program.output]!.slice();
}

function close(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= 1e-8 * (1 + Math.abs(value)));
}
