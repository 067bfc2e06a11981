/** A formula judged outside a run: at one witness, from its measurements alone. */
import { type Decision, decide, expandLets, type Node, parseFormula, substitute } from "../verifiers/formula/index.ts";
import type { Measurements } from "../verifiers/measurement.ts";

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
  const at = (text: string): Decision =>
    decide(
      substitute(parsed(text), lets),
      (name) =>
        (Object.hasOwn(quantities, name) ? quantities[name] : undefined) ?? {
          value: null,
          reason: `${name} was not measured`,
        },
    );
  const given = claim.given.map(({ name, formula }) => ({ name, formula, decision: at(formula) }));
  const assert = at(claim.assert);
  const applies = given.every(({ decision }) => decision.outcome.kind === "holds");
  return { given, assert, refutes: applies && assert.outcome.kind === "fails" };
}

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
