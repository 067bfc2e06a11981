/** A formula judged outside a run: at one witness, or by a fit through several, from their measurements alone. */
import {
  type Decision,
  decide,
  expandLets,
  type Lookup,
  type Node,
  parseFormula,
  slopesIn,
  substitute,
} from "../verifiers/formula/index.ts";
import type { Measurements } from "../verifiers/measurement.ts";
import { fitThrough, worstPerDepth } from "./judge/slope-fit.ts";

export interface WrittenClaim {
  readonly let: Readonly<Record<string, string>>;
  readonly given: readonly { readonly name: string; readonly formula: string }[];
  readonly assert: string;
}

export interface WitnessDecision {
  readonly given: readonly { readonly name: string; readonly formula: string; readonly decision: Decision }[];
  readonly assert: Decision;
  /** Every hypothesis holds and the assertion fails. */
  readonly refutes: boolean;
}

/** Throws on formulas that do not parse: they were checked when the claim was first read. */
export function decideClaim(claim: WrittenClaim, quantities: Measurements): WitnessDecision {
  const lets = letsOf(claim);
  const at = (text: string): Decision => decide(substitute(parsed(text), lets), lookupIn(quantities));
  const given = claim.given.map(({ name, formula }) => ({ name, formula, decision: at(formula) }));
  const assert = at(claim.assert);
  const applies = given.every(({ decision }) => decision.outcome.kind === "holds");
  return { given, assert, refutes: applies && assert.outcome.kind === "fails" };
}

const lookupIn =
  (quantities: Measurements): Lookup =>
  (name) =>
    (Object.hasOwn(quantities, name) ? quantities[name] : undefined) ?? {
      value: null,
      reason: `${name} was not measured`,
    };

/** Whether the assertion speaks of growth with depth, so that no single witness decides it. */
export const isAcrossDepth = (claim: Pick<WrittenClaim, "assert">): boolean =>
  slopesIn(parsed(claim.assert)).length > 0;

/** One witness of a fit, by both routes. */
export interface FitSample {
  readonly depth: number;
  readonly first: Measurements;
  readonly second: Measurements;
}

/** The fit by each route. The first route says which witness is the worst of its depth. */
export function decideFit(
  claim: WrittenClaim,
  samples: readonly FitSample[],
): { readonly first: WitnessDecision; readonly second: WitnessDecision } {
  const lets = letsOf(claim);
  const assert = substitute(parsed(claim.assert), lets);
  const series = worstPerDepth(
    assert,
    samples.map((sample) => ({ depth: sample.depth, lookup: lookupIn(sample.first), sample })),
  );
  const by = (route: "first" | "second"): WitnessDecision => {
    const again = series.map((one) => one.map(({ depth, sample }) => ({ depth, lookup: lookupIn(sample[route]) })));
    const given = samples.flatMap((sample) =>
      claim.given.map(({ name, formula }) => {
        const decision = decide(substitute(parsed(formula), lets), lookupIn(sample[route]));
        return { name: `${name} at depth ${sample.depth}`, formula, decision };
      }),
    );
    const { decision, reason } = fitThrough(assert, again);
    const fitted = decision ?? noFit(reason);
    const applies = given.every((hypothesis) => hypothesis.decision.outcome.kind === "holds");
    return { given, assert: fitted, refutes: applies && fitted.outcome.kind === "fails" };
  };
  return { first: by("first"), second: by("second") };
}

const noFit = (reason: string | null): Decision => ({
  outcome: { kind: "inapplicable", reason: reason ?? "no fit" },
  error: 0,
  grade: null,
});

/** What is wrong with a claim's formulas; null: they parse, and its `let` names expand. */
export function formulaProblem(claim: WrittenClaim): string | null {
  try {
    letsOf(claim);
    for (const text of [claim.assert, ...claim.given.map(({ formula }) => formula)]) parsed(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function letsOf(claim: WrittenClaim): Readonly<Record<string, Node>> {
  const lets = expandLets(Object.fromEntries(Object.entries(claim.let).map(([name, text]) => [name, parsed(text)])));
  if (!lets.ok) throw new Error(lets.problems[0]?.message ?? "the let formulas do not expand");
  return lets.lets;
}

function parsed(text: string): Node {
  const result = parseFormula(text);
  if (!result.ok) throw new Error(`"${text}": ${result.problems[0]?.message ?? "not a formula"}`);
  return result.root;
}
