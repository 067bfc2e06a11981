/** A stored run to what its report draws beside the results. Deterministic: a function of the record, with a bounded cost. */
import { stream } from "../../numerics/random.ts";
import { type Node, namesIn } from "../../verifiers/formula/index.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import { hasSlope, judgeForTrend } from "../judge/across-depth.ts";
import { type Evidence, evidenceFor, type Index, indexRecords, judgeWitnesses } from "../judge/evidence.ts";
import type { WorstWitness } from "../judge/index.ts";
import { statementOf } from "../judge/statement.ts";
import { type Judged, outcomeKind } from "../judge/witness.ts";
import type { StoredRun } from "../output.ts";
import type { Claim, Spec } from "../spec/types.ts";
import { witnessPoint } from "../witness-point.ts";
import { groupMarginsOf, marginsOf, sidesOf } from "./claim-figures.ts";
import type { Baseline, ClaimIllustration, Illustrations, Picture, Stationary } from "./illustrations.types.ts";
import { pictureOf } from "./picture.ts";
import { stationaryOf } from "./stationary.ts";
import { trendLines } from "./trend-figures.ts";
import { scheduledDepths, untestedOf } from "./untested.ts";
import { inWords } from "./words.ts";

type Run = Pick<StoredRun, "specs" | "plan" | "lines" | "options">;

/** Of every claim that is neither a control nor an ablation. `worst`: the witnesses that the results name. */
export function illustrate(run: Run, worst: readonly WorstWitness[], baseline: Baseline | null): Illustrations {
  const index = indexRecords(run.lines);
  return {
    format: "depthproof-illustrations/1",
    planHash: run.plan.hash,
    claims: run.specs.flatMap((spec) => illustrateSpec(spec, run, index, worst)),
    symbols: symbolsOf(run.specs),
    baseline,
  };
}

const isDrawn = ({ control, ablated }: Claim): boolean => !control && ablated === null;

function illustrateSpec(
  spec: Spec,
  { plan, options }: Run,
  index: Index,
  worst: readonly WorstWitness[],
): readonly ClaimIllustration[] {
  const scheduled = scheduledDepths(spec, options);
  // Claims on the same points share the drawing of those points.
  const shared = new Map<string, Stationary | null>();
  return spec.claims.filter(isDrawn).map((claim) => {
    const evidence = evidenceFor(spec, claim, plan, index);
    const judged = hasSlope(evidence.statement.assert) ? judgeForTrend(evidence) : judgeWitnesses(evidence);
    const stationary = shared.get(claim.points) ?? stationaryOf(evidence, judged);
    shared.set(claim.points, stationary);
    return {
      ...figuresOf(evidence, judged),
      stationary,
      untested: untestedOf(evidence, judged, scheduled),
      picture: pictureOfWorst(
        worst.find((one) => one.spec === spec && one.claim === claim),
        claim.quantifier === "for-all" && judged.some((one) => outcomeKind(one) === "fails"),
      ),
    };
  });
}

function figuresOf(
  evidence: Evidence,
  judged: readonly Judged[],
): Omit<ClaimIllustration, "stationary" | "untested" | "picture"> {
  const { spec, claim, statement } = evidence;
  const sloped = hasSlope(statement.assert);
  return {
    spec: spec.id,
    key: claim.key,
    words: inWords(statement.assert),
    margins: sloped ? [] : marginsOf(judged),
    sides: sloped ? null : sidesOf(evidence, judged),
    groups: sloped ? [] : groupMarginsOf(evidence, judged),
    trends: sloped ? trendLines(evidence, judged) : [],
  };
}

/** Random points are like one another and not drawn, but for a counterexample, which a reader wants to see. */
function pictureOfWorst(worst: WorstWitness | undefined, violated: boolean): Picture {
  if (worst === undefined) return { ok: false, reason: "no witness is stored" };
  const { spec, claim, cell, witness } = worst;
  const kind = spec.points[claim.points]?.kind;
  if (kind === "class") return { ok: false, reason: "the witness is a class of functions, not a point" };
  if (kind === "random" && !violated) return { ok: false, reason: "the witness was drawn at random, not searched for" };
  const point = witnessPoint(spec, cell.cell, witness);
  if (!point.ok) return point;
  return pictureOf(point.point, witness.quantities, stream(spec.seed, `${spec.id}/illustrate/${claim.key}`));
}

function symbolsOf(specs: readonly Spec[]): Illustrations["symbols"] {
  const roots = specs.flatMap(({ claims }) =>
    claims
      .map(statementOf)
      .flatMap(({ hypotheses, assert }): Node[] => [assert, ...hypotheses.map(({ root }) => root)]),
  );
  const names = new Set(roots.flatMap((root) => [...namesIn(root)]));
  return Object.entries(catalogue)
    .filter(([name]) => names.has(name))
    .map(([name, { symbol, meaning }]) => ({ name, latex: symbol, meaning }));
}
