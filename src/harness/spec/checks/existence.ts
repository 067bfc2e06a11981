/** A claim needs quantities that exist somewhere: one that could not apply to any point of a depth is refused before anything runs. */
import type { Node } from "../../../verifiers/formula/index.ts";
import { namesIn } from "../../../verifiers/formula/index.ts";
import { statementOf } from "../../judge/statement.ts";
import { absenceIn, type Network, networksOf } from "../../quantity-absence.ts";
import { type ClaimView, claimViews } from "../claim-views.ts";
import type { Problem } from "../problem.ts";
import { problemAt, type Source, spanOf, valueAt } from "../source.ts";
import type { Claim, Spec } from "../types.ts";
import { formulaProblem, formulasOf } from "./formulas.ts";
import { namesOf } from "./scope.ts";

type Missing = (name: string) => boolean;

/** Whether a condition may come out true (or, negated, false): one side of an `or` is enough, an `and` needs both. */
function mayHold(node: Node, missing: Missing, negated: boolean = false): boolean {
  switch (node.kind) {
    case "not":
      return mayHold(node.operand, missing, !negated);
    case "and":
    case "or": {
      const both = (node.kind === "and") !== negated;
      const [left, right] = [mayHold(node.left, missing, negated), mayHold(node.right, missing, negated)];
      return both ? left && right : left || right;
    }
    default:
      return ![...namesIn(node)].some(missing);
  }
}

/** Whether the claim may apply where these quantities are missing: every hypothesis holds, and the conclusion is decided either way. */
function mayApply(claim: Claim, missing: Missing): boolean {
  const { hypotheses, assert } = statementOf(claim);
  const decided = mayHold(assert, missing) || mayHold(assert, missing, true);
  return decided && hypotheses.every(({ root }) => mayHold(root, missing));
}

/** The networks of the first depth where the claim applies nowhere; a slope or a there-is applies nowhere at all. */
function hopeless(claim: Claim, networks: readonly Network[]): Network | null {
  const applies = (network: Network): boolean => mayApply(claim, (name) => absenceIn(network, name) !== null);
  const perDepth = claim.quantifier === "for-all" && !/\bslope\b/.test(claim.assert);
  const depths = perDepth ? [...new Set(networks.map(({ depth }) => depth))] : [null];
  for (const depth of depths) {
    const here = networks.filter((network) => depth === null || network.depth === depth);
    if (here[0] !== undefined && !here.some(applies)) return here[0];
  }
  return null;
}

/** At the first formula that names a missing quantity. */
function problemOf(source: Source, view: ClaimView, claim: Claim, network: Network): Problem {
  const { lets, given, assert } = formulasOf(source, view);
  const formulas = [...given.values(), ...(assert === null ? [] : [assert]), ...lets.values()];
  for (const { path, root } of formulas)
    for (const node of namesOf(root)) {
      const reason = absenceIn(network, node.name);
      if (reason === null) continue;
      const message = `the claim ${claim.key} applies to no point of ${claim.points} at depth ${network.depth}: ${node.name} ${reason}`;
      return formulaProblem(source, path, { ...node, message }, "scope");
    }
  const message = `the claim ${claim.key} applies to no point of ${claim.points} at depth ${network.depth}`;
  return problemAt(source, spanOf(source, view.path), "scope", message);
}

/** Classes are left to the scopes of quantities. */
export function existenceProblems(source: Source, spec: Spec): Problem[] {
  const views = claimViews(source);
  const networks = new Map(Object.keys(spec.points).map((name) => [name, networksOf(spec, name)]));
  return spec.claims.flatMap((claim) => {
    const network = hopeless(claim, networks.get(claim.points) ?? []);
    const view = views.find(({ path }) => valueAt(source.root, [...path, "id"]) === claim.id);
    return network === null || view === undefined ? [] : [problemOf(source, view, claim, network)];
  });
}
