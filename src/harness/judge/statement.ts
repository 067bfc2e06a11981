/** A claim as syntax trees: its `let` names expanded, ready to be evaluated and typeset. */
import { expandLets, type Node, namesIn, parseFormula, substitute, toLatex } from "../../verifiers/formula/index.ts";
import { catalogue } from "../../verifiers/quantities/catalogue.ts";
import type { Claim } from "../spec/types.ts";

export interface Statement {
  readonly hypotheses: readonly { readonly name: string; readonly text: string; readonly root: Node }[];
  readonly assert: Node;
}

/** A spec is checked when it is read, so a formula that does not parse here is a bug. */
function parsed(text: string): Node {
  const result = parseFormula(text);
  if (result.ok) return result.root;
  throw new Error(`bug: an unchecked formula reached the judge: ${text}: ${result.problems[0]?.message}`);
}

function letsOf(claim: Claim): Readonly<Record<string, Node>> {
  const roots = Object.entries(claim.let).map(([name, text]) => [name, parsed(text)] as const);
  const expanded = expandLets(Object.fromEntries(roots));
  if (expanded.ok) return expanded.lets;
  throw new Error(`bug: an unchecked let reached the judge: ${expanded.problems[0]?.message}`);
}

export function statementOf(claim: Claim): Statement {
  const lets = letsOf(claim);
  const root = (text: string): Node => substitute(parsed(text), lets);
  const hypotheses = claim.given.map(({ name, formula }) => ({ name, text: formula, root: root(formula) }));
  return { hypotheses, assert: root(claim.assert) };
}

/** Quantities a claim needs, `let` names expanded: what a replay has to measure. */
export function namesOf(claim: Claim): ReadonlySet<string> {
  const { hypotheses, assert } = statementOf(claim);
  return new Set([assert, ...hypotheses.map(({ root }) => root)].flatMap((root) => [...namesIn(root)]));
}

const symbolOf = (name: string): string =>
  Object.hasOwn(catalogue, name) ? (catalogue[name]?.symbol ?? name) : `\\mathrm{${name.replaceAll("_", "\\_")}}`;

export const latexOf = (root: Node): string => toLatex(root, symbolOf);
