/** The portfolio: starts go round the strategies, points are polished, judged, labelled and de-duplicated in function space. */
import type { Evaluator } from "../../models/evaluator.ts";
import type { Stream } from "../../numerics/random.ts";
import { NonFiniteMatrix } from "../../numerics/scaling.ts";
import type { SymmetricEigen } from "../../numerics/symmetric-eigen.ts";
import type { Label } from "../label.ts";
import { asItStands, type Polished, polish, restartPatience } from "./polish.ts";
import { strategies } from "./registry.ts";
import { sameCriticalPoint } from "./same-critical-point.ts";
import type { SearchContext } from "./strategy.ts";

export interface CriticalPoint {
  readonly origin: string;
  readonly theta: Float64Array;
  readonly evaluator: Evaluator;
  /** The Newton step to the true critical point: what the distance costs is added to the error of lambda_min. */
  readonly drift: Float64Array;
  /** Of the Hessian at theta; kept while memory lasts. */
  readonly eigen?: SymmetricEigen;
}

export interface CriticalSearch {
  readonly points: readonly CriticalPoint[];
  readonly labels: Readonly<Partial<Record<Label, number>>>;
  readonly yields: Readonly<Record<string, { readonly attempted: number; readonly accepted: number }>>;
}

/** Decompositions are kept up to this many matrix entries, about 20 bytes each. */
const mostEntries = 5e6;

export function findCriticalPoints(
  context: SearchContext,
  random: Stream,
  starts: number,
  names: readonly string[] = Object.keys(strategies),
): CriticalSearch {
  const points: CriticalPoint[] = [];
  let room = mostEntries;
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
    if (!outcome.found) continue;
    const { eigen, ...found } = outcome.found;
    if (points.some((known) => sameCriticalPoint(known, outcome.found!))) continue;
    points.push(room > 0 && eigen ? { ...found, eigen } : found);
    room -= found.evaluator.free ** 2;
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
    const { evaluator, theta, by } = proposal;
    const polished = proposal.exact ? asItStands(evaluator, theta) : polish(evaluator, theta, restartPatience);
    const { label } = polished.acceptance;
    return {
      label,
      found: label === "CRITICAL" ? pointOf(by === undefined ? name : `${name}, ${by}`, evaluator, polished) : null,
    };
  } catch (error) {
    // everything else, want of memory and bugs, fails the cell
    if (error instanceof NonFiniteMatrix) return { label: "ESCAPING", found: null };
    throw error;
  }
}

function pointOf(origin: string, evaluator: Evaluator, { theta, eigen, acceptance }: Polished): CriticalPoint {
  return { origin, theta, evaluator, drift: acceptance.newtonStep, ...(eigen ? { eigen } : {}) };
}
